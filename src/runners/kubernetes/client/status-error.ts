import { PlaygroundError, type PlaygroundErrorOptions } from '../../../lib/errors.ts';

/** What the API server answers in place of an object; `meta/v1` Status. */
export interface Status {
  code?: number;
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    kind?: string;
    group?: string;
    causes?: { reason?: string; field?: string; message?: string }[];
    retryAfterSeconds?: number;
  };
}

export interface FailedRequest {
  method: string;
  /** What was meant: `StatefulSet net in namespace default`. */
  subject: string;
  status: number;
  body: Status;
}

/**
 * The error for a request that the API server has refused, in its own words: `cluster-forbidden`,
 * `cluster-unauthorized`, `cluster-conflict`, `cluster-unknown-kind`, `cluster-busy`, `cluster-refused`. Pure.
 */
export function statusError(request: FailedRequest): PlaygroundError {
  const { subject, status, body } = request;
  const message = messageIn(request);
  const error = (code: string, text: string, { details, ...options }: PlaygroundErrorOptions = {}) =>
    new PlaygroundError(code, text, { ...options, details: { status, reason: body.reason, subject, ...details } });
  const denied = status === 403 ? parseDenial(message) : undefined;
  if (denied !== undefined) {
    const { verb, resource, namespace } = denied;
    const place = namespace === undefined ? 'in the cluster' : `in namespace ${namespace}`;
    return error('cluster-forbidden', `you may not ${verb} ${resource} ${place}`, {
      kind: 'environment',
      hint: roleHint(denied),
      details: { ...denied, message },
    });
  }
  if (status === 401) {
    return error('cluster-unauthorized', 'the cluster does not know you: it refuses your credentials', {
      kind: 'environment',
      hint: 'log in again, or choose another context with --context',
    });
  }
  if (status === 404 && body.details?.name === undefined) {
    return error('cluster-unknown-kind', `the cluster knows no such kind of object: ${subject}`, {
      kind: 'environment',
      hint: 'its definition is not installed, or the cluster is too old for it: kubectl api-resources lists all kinds',
    });
  }
  if (status === 409) {
    return error('cluster-conflict', `${subject}: ${message}`, {
      hint: 'somebody else changed it at the same time: try again',
      details: { causes: body.details?.causes },
    });
  }
  if (status === 429 || status === 503 || status === 504) {
    return error('cluster-busy', `the cluster has no time for ${subject}: ${message}`, {
      kind: 'environment',
      hint: 'it is starting or overloaded: try again in a moment',
    });
  }
  return error('cluster-refused', `the cluster refuses ${subject}: ${message}`, {
    kind: status === 403 ? 'environment' : 'failure',
    details: { causes: body.details?.causes },
  });
}

/** The body as a Status; the words of a proxy on the way are taken as they are. Pure. */
export function parseStatus(body: Buffer): Status {
  const text = body.toString();
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : { message: text };
  } catch {
    return { message: text.slice(0, 500) };
  }
}

function messageIn({ status, body, subject }: FailedRequest): string {
  const message = (body.message ?? '').replaceAll(/\s+/g, ' ').trim();
  // The server repeats which object is meant: `StatefulSet.apps "net" is invalid: spec.…`.
  const rest = subject.includes(' ') ? message.replace(/^\S+ "[^"]*" is (invalid|forbidden): /, '') : message;
  return rest || `status ${status}`;
}

interface Denial {
  verb: string;
  /** With its subresource: `pods/exec`. */
  resource: string;
  group: string;
  namespace?: string;
  user?: string;
}

/** What may not be done, of `User "x" cannot list resource "pods" in API group "" in the namespace "y"`. */
function parseDenial(message: string): Denial | undefined {
  const path = /cannot (\w+) path "([^"]*)"/.exec(message);
  if (path !== null) return { verb: path[1] ?? '', resource: path[2] ?? '', group: '' };
  const match = /cannot (\w+) resource "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]+)")?/.exec(
    message,
  );
  if (match === null) return undefined;
  const [, verb = '', resource = '', group = '', namespace] = match;
  const user = /User "([^"]+)"/.exec(message)?.[1];
  return { verb, resource, group, ...(namespace === undefined ? {} : { namespace }), ...(user ? { user } : {}) };
}

/** What the role `edit`, which every cluster has, allows to change. */
const EDITABLE =
  /^(pods(\/(exec|attach|portforward|log))?|services|configmaps|secrets|persistentvolumeclaims|statefulsets|jobs)$/;

/** A command with which an administrator allows it. */
function roleHint({ verb, resource, group, namespace, user = 'YOU' }: Denial): string {
  const grantee = user.startsWith('system:serviceaccount:')
    ? `--serviceaccount=${user.slice('system:serviceaccount:'.length)}`
    : `--user=${user}`;
  if (namespace !== undefined && EDITABLE.test(resource)) {
    return `the role "edit" allows it: kubectl create rolebinding playground -n ${namespace} --clusterrole=edit ${grantee}`;
  }
  const full = group === '' ? resource : `${resource.split('/')[0]}.${group}${resource.replace(/^[^/]+/, '')}`;
  const role = namespace === undefined ? 'clusterrole' : `role -n ${namespace}`;
  const what = resource.startsWith('/') ? `--non-resource-url=${resource}` : `--resource=${full}`;
  return `ask for a role that allows it: kubectl create ${role} playground --verb=${verb} ${what}`;
}
