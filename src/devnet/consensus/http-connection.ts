import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { PlaygroundError, systemCodeOf } from '../../lib/errors.ts';

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Appended to the path of the base URL; begins with `/`, or is empty. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** For the whole exchange, the answer's body included. */
  timeoutMs: number;
}

export interface HttpReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** No complete answer came. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly failure: 'timeout' | 'unreachable';

  constructor(failure: 'timeout' | 'unreachable', message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

/** Requests to one server, with connections kept open. Repeats a request whose kept connection was just closed. */
export class HttpConnection {
  readonly #base: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  /** Throws `PlaygroundError` `invalid-url`. A user name in the URL is not sent. */
  constructor(url: string) {
    if (!URL.canParse(url) || new URL(url).protocol !== 'http:') {
      throw new PlaygroundError('invalid-url', `"${url}" is not an http URL`, {
        kind: 'usage',
        hint: 'write it like http://127.0.0.1:8551',
      });
    }
    this.#base = new URL(url);
    this.#base.username = '';
    this.#base.password = '';
  }

  /** Throws `HttpFailure`; any answer with a status is a reply. */
  send(outgoing: HttpRequest): Promise<HttpReply> {
    return this.#send(outgoing, true);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(what: HttpRequest, mayRepeat: boolean): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const length = what.body === undefined ? {} : { 'content-length': Buffer.byteLength(what.body) };
      const outgoing = request(`${this.#base.href.replace(/\/$/, '')}${what.path}`, {
        method: what.method,
        agent: this.#agent,
        headers: { ...length, ...what.headers },
      });
      const fail = (error: Error) => {
        clearTimeout(timer);
        const stale = outgoing.reusedSocket && systemCodeOf(error) === 'ECONNRESET';
        if (stale && mayRepeat) resolve(this.#send(what, false));
        else if (error instanceof HttpFailure) reject(error);
        else reject(new HttpFailure('unreachable', systemCodeOf(error) ?? error.message, error));
      };
      const timer = setTimeout(() => {
        fail(new HttpFailure('timeout', `no answer within ${what.timeoutMs} ms`));
        outgoing.destroy();
      }, what.timeoutMs);
      outgoing.on('error', fail);
      outgoing.on('response', (response) => {
        readBody(response).then((body) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        }, fail);
      });
      outgoing.end(what.body);
    });
  }
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
