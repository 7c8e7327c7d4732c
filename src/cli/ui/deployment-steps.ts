/** How to go on with a `k8s-manifest.yaml`: command lines, each with what it does. */
export function deploymentSteps(file: string, program: string): string[][] {
  const path = /^[\w./~@+-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
  return [
    [`${program} k8s validate ${path}`, 'check the resource after changes'],
    [`${program} k8s render ${path} | kubectl apply --server-side -f -`, 'run it in the cluster'],
  ];
}
