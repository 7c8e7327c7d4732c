import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { messageOf, PlaygroundError, systemCodeOf } from '../../../lib/errors.ts';
import { readBody } from '../../../lib/http-request.ts';
import type { Cluster } from './load-cluster.ts';
import { type ObjectKind, type ObjectReference, resourcePath } from './resource-path.ts';
import { type Status, statusError } from './status-error.ts';

/** The part of every object that is read here. */
export interface ClusterObject extends ObjectKind {
  metadata: { name: string; namespace?: string; uid?: string; resourceVersion?: string; [field: string]: unknown };
  [field: string]: unknown;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

export interface DeleteOptions {
  propagation?: 'Foreground' | 'Background';
  gracePeriodSeconds?: number;
}

export interface RawRequest {
  method: string;
  /** With its query. */
  path: string;
  body?: unknown;
  contentType?: string;
  /** Milliseconds until the answer begins. */
  timeout?: number;
  signal?: AbortSignal;
}

/** Who is said to have set the fields of an object. */
const FIELD_MANAGER = 'builder-playground';
/** Milliseconds for one request. */
const TIMEOUT = 15_000;
/** Milliseconds between the tries of a request that did no harm. */
const PAUSES = [200, 600, 1500];
const PAGE = 500;

/** The API of a cluster; objects are sent as they are, nothing is added or dropped. */
export class ClusterClient {
  readonly cluster: Cluster;
  #agent: Agent | undefined;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** Undefined where there is none. */
  async get<T = ClusterObject>(reference: ObjectReference): Promise<T | undefined> {
    return this.#exchange<T>({ method: 'GET', path: resourcePath(reference) }, describe(reference));
  }

  /** Everything, page by page. */
  async list<T = ClusterObject>(kind: ObjectKind, options: ListOptions = {}): Promise<T[]> {
    return (await this.listWithVersion<T>(kind, options)).items;
  }

  /** Everything, with the version from which a watch goes on. */
  async listWithVersion<T>(
    kind: ObjectKind,
    { signal, ...options }: ListOptions,
  ): Promise<{ items: T[]; resourceVersion: string }> {
    const items: T[] = [];
    for (let next = ''; ; ) {
      const path = `${resourcePath({ ...kind, ...(options.namespace === undefined ? {} : { namespace: options.namespace }) })}?${listQuery(options, next)}`;
      const subject = `${kind.kind} objects${options.namespace === undefined ? '' : ` in namespace ${options.namespace}`}`;
      const page = await this.#exchange<{ items?: T[]; metadata?: { continue?: string; resourceVersion?: string } }>(
        { method: 'GET', path, ...(signal === undefined ? {} : { signal }) },
        subject,
      );
      items.push(...(page?.items ?? []));
      next = page?.metadata?.continue ?? '';
      if (next === '') return { items, resourceVersion: page?.metadata?.resourceVersion ?? '' };
    }
  }

  /** Server-side apply. Returns the object as it is now. */
  async apply(object: ObjectKind & { metadata: { name: string } }, { signal }: { signal?: AbortSignal } = {}) {
    const { namespace } = object.metadata as { namespace?: string };
    const reference: ObjectReference = {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: object.metadata.name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const path = `${resourcePath(reference)}?fieldManager=${FIELD_MANAGER}&force=true`;
    const contentType = 'application/apply-patch+yaml';
    const request = { method: 'PATCH', path, body: object, contentType, ...(signal === undefined ? {} : { signal }) };
    const applied = await this.#exchange<ClusterObject>(request, describe(reference));
    if (applied === undefined) throw gone(reference);
    return applied;
  }

  /** JSON merge patch; nothing happens where there is no such object. */
  async patch(reference: ObjectReference, body: object): Promise<void> {
    const request = {
      method: 'PATCH',
      path: resourcePath(reference),
      body,
      contentType: 'application/merge-patch+json',
    };
    await this.#exchange(request, describe(reference));
  }

  /** Nothing happens where there is no such object. */
  async delete(reference: ObjectReference, options: DeleteOptions = {}): Promise<void> {
    const { propagation, gracePeriodSeconds } = options;
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    };
    await this.#exchange({ method: 'DELETE', path: resourcePath(reference), body }, describe(reference));
  }

  /** Whether, and as which version, the API server answers. */
  async version(): Promise<{ major: string; minor: string; gitVersion: string }> {
    const path = '/version';
    const version = await this.#exchange<{ major: string; minor: string; gitVersion: string }>(
      { method: 'GET', path },
      'the version',
    );
    return version ?? { major: '', minor: '', gitVersion: 'unknown' };
  }

  /** The answer as it begins; a status that is no success included. Rejects with `cluster-unreachable`. */
  async open({ method, path, body, contentType, timeout = TIMEOUT, signal }: RawRequest): Promise<IncomingMessage> {
    const url = new URL(this.cluster.server.replace(/\/$/, '') + path);
    const { agent: proxy, ...credentials } = await this.cluster.requestOptions();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      ...(credentials.headers as Record<string, string> | undefined),
      ...(text === undefined
        ? {}
        : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    this.#agent ??= new Agent({ keepAlive: true, maxSockets: 16 });
    const agent = isProxy(proxy) ? proxy : url.protocol === 'https:' ? this.#agent : undefined;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error(`no answer within ${timeout / 1000} s`)), timeout);
    const signals = signal === undefined ? [limit.signal] : [limit.signal, signal];
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, { ...credentials, method, headers, agent, signal: AbortSignal.any(signals) });
    outgoing.end(text);
    try {
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      return answer;
    } catch (error) {
      // What comes after the first error has nobody to tell.
      outgoing.on('error', () => {});
      if (signal?.aborted) throw signal.reason;
      throw unreachable(this.cluster, limit.signal.aborted ? limit.signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Undefined for 404. What was cut off on the way is asked again: every request here may come twice. */
  async #exchange<T>(request: RawRequest, subject: string): Promise<T | undefined> {
    for (const pause of [...PAUSES, undefined]) {
      try {
        const answer = await this.open(request);
        const body = await readBody(answer);
        const { statusCode: status = 0 } = answer;
        if (status === 404) return undefined;
        if (status < 300) return JSON.parse(body.toString()) as T;
        const error = statusError({ method: request.method, subject, status, body: parseStatus(body) });
        if (pause === undefined || (status !== 429 && status !== 503 && status !== 504)) throw error;
      } catch (error) {
        if (pause === undefined || !isPassing(error) || request.signal?.aborted) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause * (0.75 + Math.random() / 2)));
    }
    throw new Error('the last try returns or throws');
  }
}

/** `StatefulSet net in namespace default` */
function describe({ kind, name, namespace }: ObjectReference): string {
  return `${kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

function listQuery({ labelSelector, fieldSelector }: ListOptions, next: string): URLSearchParams {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
  if (next !== '') query.set('continue', next);
  return query;
}

function parseStatus(body: Buffer): Status {
  try {
    return JSON.parse(body.toString()) as Status;
  } catch {
    return { message: body.toString().slice(0, 500) };
  }
}

/** The library gives every request an agent; only one that leads through a proxy is worth keeping to. */
function isProxy(agent: unknown): agent is Agent {
  return typeof agent === 'object' && agent !== null && agent.constructor.name.includes('Proxy');
}

const PASSING = new Set(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ETIMEDOUT']);

function isPassing(error: unknown): boolean {
  const cause = error instanceof PlaygroundError ? error.cause : error;
  return PASSING.has(systemCodeOf(cause) ?? '');
}

function gone(reference: ObjectReference): PlaygroundError {
  return new PlaygroundError('cluster-refused', `${describe(reference)} cannot be made: there is no such namespace`, {
    hint: 'somebody has removed it meanwhile, or the cluster does not know this kind',
  });
}

function unreachable({ server, context }: Cluster, cause: unknown): PlaygroundError {
  const code = systemCodeOf(cause);
  const why = code === 'ECONNREFUSED' ? 'connection refused' : messageOf(cause);
  return new PlaygroundError('cluster-unreachable', `the cluster of context "${context}" does not answer: ${why}`, {
    kind: 'environment',
    hint: `is it running? ${server} is asked; kubectl cluster-info asks the same`,
    details: { server, context, code },
    cause,
  });
}
