/** A service's name as Kubernetes takes it for containers, hosts and parts of object names: `el_healthmon` → `el-healthmon`. */
export function kubernetesName(name: string): string {
  return name.replaceAll('_', '-');
}

/** Name of the objects of one service of a deployment. */
export function serviceObjectName(deployment: string, service: string): string {
  return `${deployment}-${kubernetesName(service)}`;
}
