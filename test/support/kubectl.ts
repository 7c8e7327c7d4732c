import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What an administrator of the test cluster sees. Rejects with kubectl's own words. */
export async function kubectl(kubeconfig: string, ...args: string[]): Promise<string> {
  const program = process.env.PLAYGROUND_TEST_KUBECTL ?? 'kubectl';
  const { stdout } = await run(program, ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 64 << 20 });
  return stdout;
}

const KINDS = 'statefulsets,pods,services,configmaps,secrets,persistentvolumeclaims,endpointslices,jobs';

/** All that is left of one deployment in a namespace: `statefulset.apps/brave-otter`. */
export async function remainsOf(kubeconfig: string, namespace: string, name: string): Promise<string[]> {
  const output = await kubectl(kubeconfig, 'get', KINDS, '-n', namespace, '-o', 'name', '--ignore-not-found');
  return output.split('\n').filter((line) => line.includes(`/${name}`));
}
