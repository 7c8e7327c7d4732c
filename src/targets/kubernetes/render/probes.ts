import type { ReadyCheck } from '../../../manifest/service.ts';
import { escapeExpansion } from './escape-expansion.ts';

/** Part of a container. */
export interface Probe {
  httpGet?: { path: string; port: number; httpHeaders?: { name: string; value: string }[] };
  exec?: { command: string[] };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

/** The header by which the kubelet tells our probe which service is meant. */
const PROBE_HEADER = 'Playground-Service';
/** And how long it may take. */
const TIMEOUT_HEADER = 'Playground-Timeout';

const DEFAULT_INTERVAL = 1000;
const DEFAULT_TIMEOUT = 5000;
const DEFAULT_RETRIES = 3;
/** A check that hangs for minutes would keep the kubelet from asking again. */
const LONGEST_TIMEOUT = 60_000;
/** Seconds that a service has to start at the least: Kubernetes ends one that is late, Docker only says so. */
const STARTUP_FLOOR = 300;

export interface ProbeRoute {
  service: string;
  /** Whether the kubelet may ask the service itself: it answers on every interface, and with its true state. */
  direct: boolean;
  /** Where our probe listens, for those that cannot be asked directly. */
  probePort: number;
}

/** How the kubelet asks for the state of a service; undefined where its check asks nothing. Pure. */
export function readinessProbe(check: ReadyCheck, route: ProbeRoute): Probe | undefined {
  const action = actionOf(check, route);
  if (action === undefined) return undefined;
  const period = seconds(check.interval || DEFAULT_INTERVAL);
  return {
    ...action,
    periodSeconds: period,
    timeoutSeconds: timeoutSeconds(check),
    failureThreshold: Math.max(1, check.retries || DEFAULT_RETRIES),
  };
}

/** The same for the start, on which the next container waits. */
export function startupProbe(check: ReadyCheck, route: ProbeRoute): Probe | undefined {
  const probe = readinessProbe(check, route);
  if (probe === undefined) return undefined;
  const { periodSeconds } = probe;
  const allowed = Math.max(STARTUP_FLOOR, seconds(check.startPeriod) + probe.failureThreshold * periodSeconds);
  return { ...probe, failureThreshold: Math.ceil(allowed / periodSeconds) };
}

/** Whether the check is one that our probe has to carry out. */
export function needsProbe(check: ReadyCheck | undefined, direct: boolean): boolean {
  return check !== undefined && check.queryUrl !== '' && !direct;
}

function actionOf(
  check: ReadyCheck,
  { service, direct, probePort }: ProbeRoute,
): Pick<Probe, 'httpGet' | 'exec'> | undefined {
  if (check.queryUrl !== '') {
    const { pathname, search, port, protocol } = new URL(check.queryUrl);
    const path = `${pathname}${search}`;
    if (direct) return { httpGet: { path, port: Number(port) || (protocol === 'https:' ? 443 : 80) } };
    // A little less than the kubelet waits, so that its event says what was wrong.
    const limit = timeoutSeconds(check) * 1000 - 100;
    const httpHeaders = [
      { name: PROBE_HEADER, value: service },
      { name: TIMEOUT_HEADER, value: `${limit}ms` },
    ];
    return { httpGet: { path, port: probePort, httpHeaders } };
  }
  const [form, ...words] = check.test.map(escapeExpansion);
  if (form === 'CMD-SHELL' && words[0] !== undefined) return { exec: { command: ['sh', '-c', words[0]] } };
  return form === 'CMD' && words.length > 0 ? { exec: { command: words } } : undefined;
}

function timeoutSeconds({ timeout }: ReadyCheck): number {
  return seconds(Math.min(timeout || DEFAULT_TIMEOUT, LONGEST_TIMEOUT));
}

/** Kubernetes counts in whole seconds, from one on. */
function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
