import type { Runner } from '../runners/runner.ts';

/** Loaded only by those who run something. */
export async function hostRunner(): Promise<Runner> {
  const { createHostRunner } = await import('../runners/host/host-runner.ts');
  return createHostRunner();
}
