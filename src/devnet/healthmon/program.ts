import { parseDuration } from '../../lib/duration.ts';
import { messageOf, PlaygroundError, systemCodeOf } from '../../lib/errors.ts';
import { listen, parseHostPort, parseHttpUrl } from '../../lib/listen.ts';
import type { Logger } from '../../lib/log.ts';
import type { DevnetProgram } from '../program.ts';
import { Freshness } from './freshness.ts';
import { createHealthServer } from './health-server.ts';
import { type ChainKind, type ObserveChain, observeChain } from './observe-chain.ts';

const POLL_MS = 500;
/** Until the chain is ready for the first time, somebody is waiting for it. */
const FIRST_POLL_MS = 75;

export const healthmonProgram: DevnetProgram = {
  name: 'healthmon',
  description: 'tells over HTTP whether a chain answers and moves',
  options: {
    chain: { type: 'string', description: 'what stands at the URL: beacon or execution', required: true },
    url: { type: 'string', description: 'the beacon API or the JSON-RPC endpoint', required: true },
    'service.addr': { type: 'string', description: 'address to serve on', default: '127.0.0.1:21171' },
    blocktime: { type: 'string', description: 'time between two blocks, such as 12s', default: '12s' },
  },
  async run(options, { log }) {
    const observe = observeChain(parseChain(String(options.chain)), parseHttpUrl(String(options.url), '--url'));
    const { host, port } = parseHostPort(String(options['service.addr']), '--service.addr');
    const freshness = new Freshness(parseDuration(String(options.blocktime)));
    const server = createHealthServer(() => freshness.verdict(Date.now()));
    const listening = await listen(server, host, port);
    log.info('serving', { address: `${listening.host}:${listening.port}`, chain: String(options.chain) });
    const watch = watchChain(observe, freshness, log);
    return {
      async stop() {
        watch.stop();
        await listening.close();
      },
    };
  },
};

function parseChain(text: string): ChainKind {
  if (text === 'beacon' || text === 'execution') return text;
  throw new PlaygroundError('invalid-option', `--chain: there is no chain "${text}"`, {
    kind: 'usage',
    hint: 'choose beacon or execution',
  });
}

/** Looks at the chain again and again; logs each change of its state once. */
function watchChain(observe: ObserveChain, freshness: Freshness, log: Logger): { stop(): void } {
  let stopped = false;
  let wasReady: boolean | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    try {
      freshness.observe(await observe(), Date.now());
    } catch (error) {
      freshness.fail(systemCodeOf(error) === 'ECONNREFUSED' ? 'connection refused' : messageOf(error));
    }
    if (stopped) return;
    const verdict = freshness.verdict(Date.now());
    if (verdict.ready !== (wasReady ?? false)) {
      if (verdict.ready) log.info('ready', { head: verdict.head });
      else log.warn('not ready', { reason: verdict.reason });
    }
    if (verdict.ready || wasReady !== undefined) wasReady = verdict.ready;
    timer = setTimeout(look, wasReady === undefined ? FIRST_POLL_MS : POLL_MS);
  };
  void look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
