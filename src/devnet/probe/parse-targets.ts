import { PlaygroundError } from '../../lib/errors.ts';
import { parseHttpUrl } from '../../lib/listen.ts';

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * `beacon=http://localhost:3500` each → URLs by service. Only this machine can be asked: the probe must be of no use to
 * those who want to reach something else through it. Throws `PlaygroundError` `invalid-option`.
 */
export function parseTargets(texts: readonly string[]): Map<string, string> {
  const targets = new Map<string, string>();
  for (const text of texts) {
    const cut = text.indexOf('=');
    const service = text.slice(0, Math.max(cut, 0));
    if (service === '') throw invalid(`"${text}" is not SERVICE=URL`);
    if (targets.has(service)) throw invalid(`${service} is there twice`);
    const url = parseHttpUrl(text.slice(cut + 1), '--target');
    if (!LOOPBACK.test(new URL(url).hostname)) throw invalid(`${url} is not on this machine`);
    targets.set(service, url);
  }
  return targets;
}

function invalid(what: string): PlaygroundError {
  return new PlaygroundError('invalid-option', `--target: ${what}`, {
    kind: 'usage',
    hint: 'write it like beacon=http://localhost:3500',
  });
}
