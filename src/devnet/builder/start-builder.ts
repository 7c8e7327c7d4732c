import '../beacon/install-hasher.ts';
import type { SecretKey } from '@chainsafe/blst';
import { PlaygroundError } from '../../lib/errors.ts';
import { EngineClient } from '../consensus/engine-client.ts';
import { loadEngineSecret } from '../consensus/engine-token.ts';
import type { PayloadAttributesEvent } from '../relay/attributes-book.ts';
import { followEvents } from '../relay/event-stream.ts';
import { parseSecretKey } from '../relay/signing.ts';
import { RelayClient } from './relay-client.ts';
import { SampleBuilder, type SampleBuilderOptions } from './sample-builder.ts';

export interface BuilderParts {
  engine: EngineClient;
  relay: RelayClient;
  secret: SecretKey;
  bidPercent: number;
}

/** Throws `PlaygroundError` `jwt-secret-invalid` or `invalid-option`. */
export async function loadParts(options: {
  engineUrl: string;
  jwtFile: string;
  relayUrl: string;
  secretKey: string;
  bidPercent: string;
}): Promise<BuilderParts> {
  const secret = parseSecretKey(options.secretKey);
  const jwtSecret = await loadEngineSecret(options.jwtFile);
  return {
    secret,
    bidPercent: parsePercent(options.bidPercent),
    engine: new EngineClient({ url: options.engineUrl, jwtSecret }),
    relay: new RelayClient(options.relayUrl),
  };
}

function parsePercent(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new PlaygroundError('invalid-option', `--bid-percent: "${text}" is not a percentage`, {
    kind: 'usage',
    hint: 'give a whole number from 1 to 99999; 100 bids what the block earns',
  });
}

/** Follows the beacon node's payload attributes until the signal aborts. */
export async function startBuilder(options: SampleBuilderOptions, beaconUrl: string): Promise<void> {
  const builder = new SampleBuilder(options);
  const { log, signal } = options;
  log.info('ready', { slot_ms: options.spec.slotMs });
  await followEvents({
    ...{ beaconUrl, log, signal },
    topic: 'payload_attributes',
    onEvent: (event) => builder.announce(event as PayloadAttributesEvent),
  });
}
