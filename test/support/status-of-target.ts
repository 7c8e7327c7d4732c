import { type OutgoingHttpHeaders, request } from 'node:http';

/** Status of a GET whose target is sent as it is, without what `fetch` makes of it. */
export function statusOfTarget(url: string, target: string, headers: OutgoingHttpHeaders = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { path: target, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
