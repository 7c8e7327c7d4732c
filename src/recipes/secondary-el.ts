import { PlaygroundError } from '../lib/errors.ts';

/**
 * URL of the execution client that follows: a port of this machine (2 to 5 digits), named so that the proxy reaches
 * it from where it runs, or a URL. Throws `PlaygroundError` `invalid-secondary-el`.
 */
export function secondaryElUrl(text: string, fromContainer: boolean): string {
  if (/^\d{2,5}$/.test(text) && Number(text) <= 65_535) {
    return `http://${fromContainer ? 'host.docker.internal' : 'localhost'}:${text}`;
  }
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new PlaygroundError('invalid-secondary-el', `--secondary-el "${text}" is neither a port nor a URL`, {
    kind: 'usage',
    hint: 'write for example --secondary-el 9551 or --secondary-el http://192.168.1.5:8551',
  });
}
