import { parseHttpUrl } from '../../lib/listen.ts';
import type { DevnetProgram } from '../program.ts';
import { BeaconApi } from '../relay/beacon-api.ts';
import { DEV_SECRET_KEY } from '../relay/dev-secret-key.ts';
import { parsePreset, requirePreset } from '../relay/require-preset.ts';
import { waitForBeacon } from '../relay/wait-for-beacon.ts';

export const builderProgram: DevnetProgram = {
  name: 'builder',
  description: 'sample builder: bids the blocks of an execution client to a relay',
  options: {
    beacon: { type: 'string', description: 'the beacon API', default: 'http://127.0.0.1:3500' },
    'execution-endpoint': { type: 'string', description: 'the Engine API', default: 'http://127.0.0.1:8551' },
    'execution-jwt': { type: 'string', description: 'file with the secret of the Engine API', required: true },
    relay: { type: 'string', description: 'the relay that takes the bids', default: 'http://127.0.0.1:5555' },
    'secret-key': { type: 'string', description: 'BLS key that signs bids', default: DEV_SECRET_KEY },
    'bid-percent': { type: 'string', description: 'part of the value of a block that is bid', default: '100' },
    preset: { type: 'string', description: 'mainnet or minimal, as the beacon node', default: 'mainnet' },
  },
  async run(options, { log }) {
    const preset = parsePreset(String(options.preset));
    const beacon = new BeaconApi(parseHttpUrl(String(options.beacon), '--beacon'));
    const engineUrl = parseHttpUrl(String(options['execution-endpoint']), '--execution-endpoint');
    const relayUrl = parseHttpUrl(String(options.relay), '--relay');
    process.env.LODESTAR_PRESET = preset;
    const { startBuilder, loadParts } = await import('./start-builder.ts');
    const parts = await loadParts({
      engineUrl,
      jwtFile: String(options['execution-jwt']),
      relayUrl,
      secretKey: String(options['secret-key']),
      bidPercent: String(options['bid-percent']),
    });
    const stopping = new AbortController();
    const { signal } = stopping;
    const start = async () => {
      const spec = await waitForBeacon(beacon, log, signal);
      requirePreset(preset, spec);
      await startBuilder({ ...parts, spec, log, signal }, beacon.url);
    };
    return {
      background: start().catch((error) => {
        if (!signal.aborted) throw error;
      }),
      async stop() {
        stopping.abort();
      },
    };
  },
};
