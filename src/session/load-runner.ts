import type { Runner, RunnerName } from '../runners/runner.ts';

/** Loaded only by those who run something, and only the one that they use. */
export async function loadRunner(name: RunnerName): Promise<Runner> {
  if (name === 'kubernetes') {
    const { createKubernetesRunner } = await import('../runners/kubernetes/kubernetes-runner.ts');
    return createKubernetesRunner();
  }
  const { createHostRunner } = await import('../runners/host/host-runner.ts');
  return createHostRunner();
}
