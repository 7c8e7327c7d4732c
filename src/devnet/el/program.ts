import type { Server } from 'node:http';
import { PlaygroundError } from '../../lib/errors.ts';
import type { DevnetProgram, RunningProgram } from '../program.ts';
import { openExecutionClient } from './execution-client.ts';
import { type Genesis, readGenesis } from './genesis.ts';
import { closeServer, createRpcServer, listen } from './http-server.ts';
import { jwtProblem, readJwtSecret } from './jwt.ts';
import { JsonRpc } from './rpc/json-rpc.ts';
import { closeWebSockets, serveWebSockets } from './websocket.ts';

const LOCALHOST = '127.0.0.1';

/** Where a running client really listens; a port of 0 asks for any free one. */
export interface ElEndpoints {
  http: string;
  ws: string;
  authrpc: string;
}

export interface RunningEl extends RunningProgram {
  endpoints: ElEndpoints;
}

/** The execution client: `playground devnet el`. Its options carry reth's and geth's names. */
export const elProgram: Omit<DevnetProgram, 'run'> & {
  run(...args: Parameters<DevnetProgram['run']>): Promise<RunningEl>;
} = {
  name: 'el',
  description: 'Execution client: Prague and Osaka, Engine API, JSON-RPC over HTTP and WebSocket',
  options: {
    chain: { type: 'string', description: 'execution genesis in geth format (genesis.json)', required: true },
    datadir: { type: 'string', description: 'folder for the chain', required: true },
    'http.addr': { type: 'string', description: 'address of the JSON-RPC server', default: LOCALHOST },
    'http.port': { type: 'string', description: 'its port', default: '8545' },
    'ws.addr': { type: 'string', description: 'address of the WebSocket server', default: LOCALHOST },
    'ws.port': { type: 'string', description: 'its port', default: '8546' },
    'authrpc.addr': { type: 'string', description: 'address of the Engine API', default: LOCALHOST },
    'authrpc.port': { type: 'string', description: 'its port', default: '8551' },
    'authrpc.jwtsecret': { type: 'string', description: 'file with the secret of the Engine API', required: true },
  },
  run: async (options, { log }) => {
    const text = (name: string) => String(options[name]);
    const [genesis, secret] = await Promise.all([readGenesis(text('chain')), readJwtSecret(text('authrpc.jwtsecret'))]);
    requirePrague(genesis, text('chain'));
    const client = await openExecutionClient(genesis, text('datadir'), log);
    const publicRpc = new JsonRpc(client.publicMethods, log);
    const engineRpc = new JsonRpc(client.engineMethods, log);
    const http = createRpcServer(publicRpc);
    const ws = createRpcServer(publicRpc);
    const authrpc = createRpcServer(engineRpc, {
      authorise: (header) => jwtProblem(header, secret, Date.now() / 1000),
    });
    const sockets = serveWebSockets(ws, publicRpc);
    const servers: [Server, string][] = [
      [http, 'http'],
      [ws, 'ws'],
      [authrpc, 'authrpc'],
    ];
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= (async () => {
        closeWebSockets(sockets);
        await Promise.all(servers.map(([server]) => closeServer(server)));
        await client.close();
      })();
      return stopping;
    };
    const bind = async ([server, name]: [Server, string]) => {
      const host = text(`${name}.addr`);
      return `${host}:${await listen(server, host, Number(text(`${name}.port`)))}`;
    };
    try {
      const [httpAt = '', wsAt = '', authrpcAt = ''] = await Promise.all(servers.map(bind));
      const endpoints = { http: `http://${httpAt}`, ws: `ws://${wsAt}`, authrpc: `http://${authrpcAt}` };
      const { head } = client.chain;
      log.info('serving', { ...endpoints, head: head.number, hash: head.hash });
      setImmediate(() => void client.warmUp());
      return { endpoints, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

/** The Engine API here begins with Prague; an older genesis would start and then refuse every block. */
function requirePrague({ config, timestamp }: Genesis, file: string): void {
  const { pragueTime } = config;
  if (pragueTime !== undefined && BigInt(pragueTime) <= BigInt(timestamp)) return;
  throw new PlaygroundError('genesis-too-old', `the genesis ${file} does not begin with the Prague fork`, {
    kind: 'environment',
    hint: 'set pragueTime to the genesis timestamp or earlier',
  });
}
