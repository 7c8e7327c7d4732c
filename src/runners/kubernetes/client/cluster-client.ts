import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, PlaygroundError, systemCodeOf } from '../../../lib/errors.ts';
import { exchangeWith, openAnswer, type RawAnswer, type RawRequest } from './cluster-transport.ts';
import type { Cluster } from './load-cluster.ts';
import { describeReference, type ObjectKind, type ObjectReference, resourcePath } from './resource-path.ts';
import { parseStatus, statusError } from './status-error.ts';

/** The part of every object that is read here. */
export interface ClusterObject extends ObjectKind {
  metadata: { name: string; namespace?: string; uid?: string; resourceVersion?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** An object to be made: its name, or the beginning of one, is up to the kind. */
interface NewObject extends ObjectKind {
  metadata: { name?: string; namespace?: string };
}

export interface ListOptions {
  /** Absent for all. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

interface ApplyOptions {
  /** Take over fields that others have set, which is otherwise a `cluster-conflict`; true by default. */
  force?: boolean;
  signal?: AbortSignal;
}

export interface DeleteOptions {
  propagation?: 'Foreground' | 'Background';
  gracePeriodSeconds?: number;
}

interface ClientOptions {
  /** Told of every request that is made again, with the reason. */
  onRetry?(message: string): void;
  /** Milliseconds before each try after the first. */
  pauses?: readonly number[];
}

interface Listed<T> {
  items: T[];
  resourceVersion: string;
}

/** Who is said to have set the fields of an object. */
const FIELD_MANAGER = 'builder-playground';
const PAUSES = [100, 500, 1500];
/** The longest of the server's own wishes for a pause that is granted, in milliseconds. */
const LONGEST_PAUSE = 10_000;
const PAGE = 500;

/**
 * The API of a cluster. Objects are sent and returned as they are: nothing is added or dropped. Requests that may be
 * made twice are made again, three times at most, where the connection was cut or the server is overloaded. Everything
 * rejects with the errors of `statusError`, `cluster-unreachable`, `cluster-credentials`, or the reason of its signal.
 */
export class ClusterClient {
  readonly cluster: Cluster;
  readonly #options: ClientOptions;
  /** A server that has answered before and refuses connections is being restarted. */
  #answered = false;

  constructor(cluster: Cluster, options: ClientOptions = {}) {
    this.cluster = cluster;
    this.#options = options;
  }

  /** Undefined where there is none. */
  async get<T = ClusterObject>(reference: ObjectReference): Promise<T | undefined> {
    return this.request<T>({ method: 'GET', path: resourcePath(reference) }, describeReference(reference));
  }

  /** Everything, page by page. */
  async list<T = ClusterObject>(kind: ObjectKind, options: ListOptions = {}): Promise<T[]> {
    return (await this.listWithVersion<T>(kind, options)).items;
  }

  /** Everything, with the version from which a watch goes on. */
  async listWithVersion<T>(kind: ObjectKind, options: ListOptions): Promise<Listed<T>> {
    try {
      return await this.#listPages<T>(kind, options, PAGE);
    } catch (error) {
      // The server forgets after a while what the next page was: then all at once.
      if (!(error instanceof PlaygroundError) || error.details.status !== 410) throw error;
      return this.#listPages<T>(kind, options, undefined);
    }
  }

  /** Makes an object that is not there yet; one of its name is a `cluster-conflict`. Returns it as it is now. */
  async create<T = ClusterObject>(object: NewObject): Promise<T> {
    const { apiVersion, kind, metadata } = object;
    const { name, namespace } = metadata;
    const place = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) };
    const subject = describeReference({ ...place, ...(name === undefined ? {} : { name }) });
    return this.#demand<T>({ method: 'POST', path: resourcePath(place), body: object }, subject);
  }

  /** Server-side apply. Returns the object as it is now. */
  async apply<T = ClusterObject>(
    object: ObjectKind & { metadata: { name: string; namespace?: string } },
    { force = true, signal }: ApplyOptions = {},
  ): Promise<T> {
    const { name, namespace } = object.metadata;
    const reference = {
      ...{ apiVersion: object.apiVersion, kind: object.kind, name },
      ...(namespace === undefined ? {} : { namespace }),
    };
    const path = `${resourcePath(reference)}?fieldManager=${FIELD_MANAGER}&force=${force}`;
    const contentType = 'application/apply-patch+yaml';
    const request = { method: 'PATCH', path, body: object, contentType, ...(signal === undefined ? {} : { signal }) };
    return this.#demand<T>(request, describeReference(reference));
  }

  /** JSON merge patch. Returns the object as it is now; undefined, with nothing done, where there is none. */
  async patch<T = ClusterObject>(reference: ObjectReference, body: object): Promise<T | undefined> {
    const contentType = 'application/merge-patch+json';
    const request = { method: 'PATCH', path: resourcePath(reference), body, contentType };
    return this.request<T>(request, describeReference(reference));
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
    await this.request({ method: 'DELETE', path: resourcePath(reference), body }, describeReference(reference));
  }

  /** Whether, and as which version, the API server answers. */
  async version(): Promise<{ major: string; minor: string; gitVersion: string }> {
    return this.#demand({ method: 'GET', path: '/version' }, 'the version');
  }

  /** The answer as it begins, for those that go on and on; a status that is no success included. Never made again. */
  async open(request: RawRequest): Promise<IncomingMessage> {
    const answer = await openAnswer(this.cluster, request);
    this.#answered = true;
    if (answer.statusCode === 401) this.cluster.renew();
    return answer;
  }

  /** Any request, with its answer read as JSON; undefined where there is no such object. `subject` is for errors. */
  async request<T>(request: RawRequest, subject: string): Promise<T | undefined> {
    const answer = await this.#answerTo(request);
    if (answer.status === 404 && parseStatus(answer.body).details?.name !== undefined) return undefined;
    return this.#decode<T>(request, subject, answer);
  }

  /** Any request, with whatever answer it has. */
  async exchange(request: RawRequest): Promise<RawAnswer> {
    for (const pause of [...(this.#options.pauses ?? PAUSES), undefined]) {
      const outcome = await exchangeWith(this.cluster, request).catch((error: unknown) => ({ error }));
      this.#answered ||= 'status' in outcome;
      const passing = request.method === 'POST' ? undefined : this.#passing(outcome);
      if (pause === undefined || passing === undefined) {
        if ('error' in outcome) throw outcome.error;
        return outcome;
      }
      this.#options.onRetry?.(`${request.method} ${request.path.split('?')[0]} is tried again: ${passing}`);
      const { retryAfter = 0 } = 'error' in outcome ? {} : outcome;
      const wait = Math.max(pause, Math.min(retryAfter * 1000, LONGEST_PAUSE)) * (1 + Math.random() / 2);
      await sleep(wait, undefined, request.signal === undefined ? {} : { signal: request.signal }).catch(() => {
        throw request.signal?.reason;
      });
    }
    throw new Error('the last try returns or throws');
  }

  /** As `request`, for what has an answer in any case. */
  async #demand<T>(request: RawRequest, subject: string): Promise<T> {
    return this.#decode<T>(request, subject, await this.#answerTo(request));
  }

  async #listPages<T>(kind: ObjectKind, options: ListOptions, limit: number | undefined): Promise<Listed<T>> {
    const { namespace, signal } = options;
    const place = { ...kind, ...(namespace === undefined ? {} : { namespace }) };
    const items: T[] = [];
    for (let next = ''; ; ) {
      const path = `${resourcePath(place)}?${listQuery(options, limit, next)}`;
      const request = { method: 'GET', path, ...(signal === undefined ? {} : { signal }) };
      const page = await this.#demand<Page<T>>(request, describeReference(place));
      for (const item of page.items ?? []) items.push(item);
      next = page.metadata?.continue ?? '';
      if (next === '') return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
  }

  async #answerTo(request: RawRequest): Promise<RawAnswer> {
    const answer = await this.exchange(request);
    return answer.status === 401 && this.cluster.renew() ? this.exchange(request) : answer;
  }

  /** Why another try may go better; undefined where it would not. */
  #passing(outcome: RawAnswer | { error: unknown }): string | undefined {
    if (!('error' in outcome)) return BUSY.has(outcome.status) ? `status ${outcome.status}` : undefined;
    const { error } = outcome;
    const code = error instanceof PlaygroundError ? systemCodeOf(error.cause) : undefined;
    const restarting = code === 'ECONNREFUSED' && this.#answered;
    return restarting || CUT.has(code ?? '') ? messageOf(error) : undefined;
  }

  #decode<T>({ method }: RawRequest, subject: string, { status, body }: RawAnswer): T {
    if (status >= 200 && status < 300) {
      try {
        return JSON.parse(body.toString()) as T;
      } catch {
        throw this.#foreign('answers with something else than JSON');
      }
    }
    if (status < 400) throw this.#foreign(`sends one elsewhere, with status ${status}`);
    throw statusError({ method, subject, status, body: parseStatus(body) });
  }

  #foreign(what: string): PlaygroundError {
    const { server, context } = this.cluster;
    return new PlaygroundError('cluster-unreachable', `${server} is no Kubernetes API server: it ${what}`, {
      kind: 'environment',
      hint: `context "${context}" names it; log in where your cluster wants that first`,
      details: { server, context },
    });
  }
}

const BUSY = new Set([429, 503]);
const CUT = new Set(['ECONNRESET', 'EPIPE']);

interface Page<T> {
  items?: T[];
  metadata?: { continue?: string; resourceVersion?: string };
}

function listQuery({ labelSelector, fieldSelector }: ListOptions, limit: number | undefined, next: string) {
  const query = new URLSearchParams();
  if (limit !== undefined) query.set('limit', String(limit));
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
  if (next !== '') query.set('continue', next);
  return query;
}
