import { durationText } from '../../../lib/duration.ts';
import { withoutAbsent } from '../../../lib/without-absent.ts';
import { rewritePaths } from '../../../manifest/rewrite-paths.ts';
import type { Port, ReadyCheck, Service, VolumeMapping } from '../../../manifest/service.ts';
import { SHARED_VOLUME } from '../../../manifest/shared-volume.ts';
import { HOST_EXECUTION_LABEL, SIDECAR_LABEL } from '../../../manifest/sidecar.ts';
import type { DeploymentPort, DeploymentService } from '../crd/deployment-schema.ts';
import { sortedByKey } from './sorted-by-key.ts';

/** One service as the resource has it: nothing that only this machine or this program knows, every template as it is. */
export function generateService(original: Service): DeploymentService {
  const service = withoutRelativeFiles(original);
  return withoutAbsent({
    name: service.name,
    component: service.component,
    image: service.image || undefined,
    tag: service.tag || undefined,
    useHostExecution: runsOnHost(service) || undefined,
    entrypoint: service.entrypoint ? [service.entrypoint] : undefined,
    args: unlessEmpty(service.args),
    prepare: unlessEmpty(service.prepare ?? []),
    env: unlessEmptyRecord(service.env),
    ports: unlessEmpty(service.ports.map(generatePort)),
    dependencies: unlessEmpty(service.dependsOn.map(({ name, condition }) => ({ name, condition }))),
    readyCheck: service.readyCheck && generateCheck(service.readyCheck),
    files: unlessEmpty(
      Object.entries(sortedByKey(service.filesMapped)).map(([path, artifact]) => ({ path, artifact })),
    ),
    volumes: unlessEmpty(Object.entries(sortedByKey(service.volumesMapped)).map(generateVolume)),
    labels: unlessEmptyRecord(publicLabels(service.labels)),
  });
}

/** Whether it runs as a program of somebody's machine, wherever the others run. */
export function runsOnHost({ hostPath, labels }: Service): boolean {
  return Boolean(hostPath) || labels[HOST_EXECUTION_LABEL] === 'true';
}

/** A number that this machine has reserved means nothing in a cluster; TCP needs no mention. */
function generatePort({ name, port, protocol }: Port): DeploymentPort {
  return { name, containerPort: port, ...(protocol === 'udp' ? { protocol: 'UDP' } : {}) };
}

/** Where a check has both forms, as the Go program writes its helpers, the URL is what was asked for. */
function generateCheck(check: ReadyCheck): DeploymentService['readyCheck'] {
  const { queryUrl, test, interval, timeout, retries, startPeriod } = check;
  return withoutAbsent({
    queryURL: queryUrl || undefined,
    test: queryUrl ? undefined : unlessEmpty(test),
    interval: time(interval),
    timeout: time(timeout),
    retries: retries || undefined,
    startPeriod: time(startPeriod),
  });
}

function time(milliseconds: number): string | undefined {
  return milliseconds === 0 ? undefined : durationText(milliseconds);
}

function generateVolume([mountPath, { name }]: [string, VolumeMapping]) {
  const isShared = name.startsWith(SHARED_VOLUME);
  return { name: isShared ? name.slice(SHARED_VOLUME.length) : name, mountPath, ...(isShared ? { shared: true } : {}) };
}

function publicLabels(labels: Record<string, string>): Record<string, string> {
  const internal = (name: string) =>
    name === SIDECAR_LABEL || name === HOST_EXECUTION_LABEL || name.startsWith('playground');
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !internal(name)));
}

/**
 * A program of this machine may be given a file by a relative path, which nothing can be mounted at: its arguments then
 * name the file below `{{.Dir}}`, which is where the relative path led to.
 */
function withoutRelativeFiles(service: Service): Service {
  const entries = Object.entries(service.filesMapped);
  const relative = entries.filter(([path]) => !path.startsWith('/'));
  if (relative.length === 0) return service;
  const paths = Object.fromEntries(relative.map(([path, artifact]) => [path, `{{.Dir}}/${artifact}`]));
  const rewritten = (text: string) => rewriteText(text, paths);
  return {
    ...service,
    args: service.args.map(rewritten),
    prepare: (service.prepare ?? []).map((args) => args.map(rewritten)),
    env: Object.fromEntries(Object.entries(service.env).map(([name, text]) => [name, rewritten(text)])),
    filesMapped: Object.fromEntries(entries.filter(([path]) => path.startsWith('/'))),
  };
}

/** What templates say stays as it is. */
function rewriteText(text: string, paths: Record<string, string>): string {
  const parts = text.split(/(\{\{.*?\}\})/);
  return parts.map((part, i) => (i % 2 === 1 ? part : rewritePaths(part, paths, i === 0))).join('');
}

function unlessEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

function unlessEmptyRecord<T>(record: Record<string, T>): Record<string, T> | undefined {
  return Object.keys(record).length === 0 ? undefined : sortedByKey(record);
}
