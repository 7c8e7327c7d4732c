import { isPlaygroundError, messageOf, PlaygroundError, systemCodeOf } from '../../../lib/errors.ts';
import type { Cluster } from './load-cluster.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name cannot be looked up just now',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its network',
  EPROTO: 'it speaks no TLS there',
};

/** Codes of Node for certificates that do not hold; see tls.TLSSocket, X509 certificate error codes. */
const CERTIFICATE = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_)/;

/** The error for a request that got no answer: `cluster-unreachable`, with the address that was asked. Pure. */
export function unreachableError({ server, context }: Cluster, cause: unknown): PlaygroundError {
  const code = systemCodeOf(cause) ?? '';
  const untrusted = CERTIFICATE.test(code);
  const why = REASONS[code] ?? messageOf(cause);
  const what = untrusted ? 'cannot be trusted' : 'does not answer';
  return new PlaygroundError('cluster-unreachable', `the cluster of context "${context}" ${what}: ${why}`, {
    kind: 'environment',
    hint: untrusted
      ? `the kubeconfig has another certificate authority than ${server}: fetch a new one`
      : `is it running? ${server} is asked; kubectl cluster-info asks the same`,
    details: { server, context, ...(code === '' ? {} : { code }) },
    cause,
  });
}

/** The error of a connection that broke while it was read from; those that say more themselves are kept. Pure. */
export function asPlaygroundError(cluster: Cluster, error: unknown): PlaygroundError {
  return isPlaygroundError(error) ? error : unreachableError(cluster, error);
}
