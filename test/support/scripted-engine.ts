import { readBody } from '../../src/lib/http-request.ts';
import { serve } from './serve.ts';

export interface EngineCall {
  method: string;
  params: unknown[];
}

/** A JSON-RPC endpoint whose answers the test scripts; what is not scripted is answered with an error. */
export class ScriptedEngine {
  readonly calls: EngineCall[] = [];
  readonly answers: Record<string, (params: unknown[]) => unknown>;
  url = '';
  #close: () => Promise<void> = async () => {};

  private constructor(answers: Record<string, (params: unknown[]) => unknown>) {
    this.answers = answers;
  }

  static async start(answers: Record<string, (params: unknown[]) => unknown>): Promise<ScriptedEngine> {
    const engine = new ScriptedEngine(answers);
    const served = await serve(async (request, response) => {
      const { id, method, params } = JSON.parse((await readBody(request)).toString());
      engine.calls.push({ method, params });
      const result = engine.answers[method]?.(params);
      const outcome = result === undefined ? { error: { code: -32000, message: `no ${method}` } } : { result };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }));
    });
    engine.url = served.url;
    engine.#close = served.close;
    return engine;
  }

  close(): Promise<void> {
    return this.#close();
  }

  callsOf(method: string): EngineCall[] {
    return this.calls.filter((call) => call.method === method);
  }
}
