import { listen, parseHttpUrl, parsePort } from '../../lib/listen.ts';
import type { DevnetProgram } from '../program.ts';
import { Mirror } from './mirror.ts';
import { createProxyServer } from './proxy-server.ts';

export const clProxyProgram: DevnetProgram = {
  name: 'cl-proxy',
  description: 'lets one consensus client drive two execution clients',
  options: {
    'primary-builder': { type: 'string', description: 'Engine API whose answers count', required: true },
    'secondary-builder': { type: 'string', description: 'Engine API that follows', required: true },
    addr: { type: 'string', description: 'address to serve on', default: '127.0.0.1' },
    port: { type: 'string', description: 'port to serve on', default: '5656' },
  },
  async run(options, { log }) {
    const primary = parseHttpUrl(String(options['primary-builder']), '--primary-builder');
    const secondary = parseHttpUrl(String(options['secondary-builder']), '--secondary-builder');
    const mirror = new Mirror(secondary, log);
    const server = createProxyServer(primary, mirror, log);
    const listening = await listen(server, String(options.addr), parsePort(String(options.port), '--port'));
    log.info('serving', { address: `${listening.host}:${listening.port}`, primary, secondary });
    return {
      async stop() {
        mirror.stop();
        await listening.close();
      },
    };
  },
};
