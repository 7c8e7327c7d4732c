import { parseDuration } from '../../lib/duration.ts';
import { listen, parsePort } from '../../lib/listen.ts';
import type { DevnetProgram } from '../program.ts';
import { parseTargets } from './parse-targets.ts';
import { createProbeServer } from './probe-server.ts';

/**
 * Asks services in place of a kubelet, which would take any answer but 200 to 399 for a failure, can reach no service
 * that listens on localhost only, and cannot rely on an image to have curl.
 */
export const probeProgram: DevnetProgram = {
  name: 'probe',
  description: 'tells a kubelet whether services that listen on localhost answer',
  options: {
    target: { type: 'string', description: 'SERVICE=URL; repeatable', required: true, multiple: true },
    addr: { type: 'string', description: 'address to serve on', default: '127.0.0.1' },
    port: { type: 'string', description: 'port to serve on', default: '21170' },
    // Kubelets count in seconds, from 1 on.
    timeout: { type: 'string', description: 'for one answer, where the question brings no limit', default: '900ms' },
  },
  async run(options, { log }) {
    const targets = parseTargets(options.target as string[]);
    const server = createProbeServer({ targets, timeoutMs: parseDuration(String(options.timeout)) }, log);
    const listening = await listen(server, String(options.addr), parsePort(String(options.port), '--port'));
    log.info('serving', { address: `${listening.host}:${listening.port}`, targets: [...targets.keys()].join(',') });
    return { stop: () => listening.close() };
  },
};
