import { containerStatus, type Pod } from './pod.ts';

/** What `playground artifacts` writes as the last word of its container. */
export interface ArtifactsReport {
  /** Unix seconds. */
  genesisTime?: number;
  /** Milliseconds. */
  slotDuration?: number;
}

/** Name of the init container that fills the volume. */
const ARTIFACTS_CONTAINER = 'artifacts';

/** Undefined until the artifacts of the pod are there. */
export function readArtifactsReport(pod: Pod): (ArtifactsReport & { genesisTime: number }) | undefined {
  const { exitCode, message } = containerStatus(pod, ARTIFACTS_CONTAINER)?.state?.terminated ?? {};
  if (exitCode !== 0 || message === undefined) return undefined;
  try {
    const report = JSON.parse(message) as ArtifactsReport;
    const { genesisTime } = report;
    return Number.isSafeInteger(genesisTime) ? { ...report, genesisTime: Number(genesisTime) } : undefined;
  } catch {
    return undefined;
  }
}
