import { PlaygroundError } from '../../../lib/errors.ts';

/** What the API server answers in place of an object; `meta/v1` Status. */
export interface Status {
  message?: string;
  reason?: string;
  details?: { name?: string; kind?: string; group?: string; causes?: { field?: string; message?: string }[] };
}

export interface FailedRequest {
  method: string;
  /** What was meant: `StatefulSet net in namespace default`. */
  subject: string;
  status: number;
  body: Status;
}

/**
 * The error for a request that the API server has refused: `cluster-forbidden`, `cluster-unauthorized`,
 * `cluster-conflict`, `cluster-refused`. In its own words. Pure.
 */
export function statusError({ method, subject, status, body }: FailedRequest): PlaygroundError {
  const message = (body.message ?? `status ${status}`).replaceAll(/\s+/g, ' ').trim();
  const details = { status, reason: body.reason, subject };
  if (status === 403 && /cannot \w+ resource/.test(message)) {
    const what = /cannot (\w+) resource "([^"]+)"(?:.*in the namespace "([^"]+)")?/.exec(message);
    const [, verb = method, resource = subject, namespace] = what ?? [];
    const place = namespace === undefined ? 'in the cluster' : `in namespace ${namespace}`;
    return new PlaygroundError('cluster-forbidden', `you may not ${verb} ${resource} ${place}`, {
      kind: 'environment',
      hint: `ask for a role that allows it, or use another namespace: kubectl auth can-i ${verb} ${resource}`,
      details: { ...details, verb, resource, namespace, message },
    });
  }
  if (status === 401) {
    return new PlaygroundError('cluster-unauthorized', 'the cluster does not know you: it refuses your credentials', {
      kind: 'environment',
      hint: 'log in again, or choose another context with --context',
      details,
    });
  }
  if (status === 409 && body.reason !== 'AlreadyExists') {
    return new PlaygroundError('cluster-conflict', `${subject}: ${message}`, {
      hint: 'somebody else changed it at the same time: try again',
      details,
    });
  }
  return new PlaygroundError('cluster-refused', `the cluster refuses ${subject}: ${message}`, {
    kind: status === 403 || status === 429 ? 'environment' : 'failure',
    details: { ...details, causes: body.details?.causes },
  });
}
