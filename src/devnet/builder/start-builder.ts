import '../beacon/install-hasher.ts';
import type { SecretKey } from '@chainsafe/blst';
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
}

/** Throws `PlaygroundError` `jwt-secret-invalid` or `invalid-option`. */
export async function loadParts(options: {
  engineUrl: string;
  jwtFile: string;
  relayUrl: string;
  secretKey: string;
}): Promise<BuilderParts> {
  const secret = parseSecretKey(options.secretKey);
  const jwtSecret = await loadEngineSecret(options.jwtFile);
  return {
    secret,
    engine: new EngineClient({ url: options.engineUrl, jwtSecret }),
    relay: new RelayClient(options.relayUrl),
  };
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
