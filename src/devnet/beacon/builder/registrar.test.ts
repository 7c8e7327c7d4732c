import { PublicKey, Signature, verify } from '@chainsafe/blst';
import { ssz } from '@lodestar/types';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BuilderStandIn } from '../../../../test/support/builder-stand-in.ts';
import { waitUntil } from '../../../../test/support/wait-until.ts';
import { bytesToHex, hexToBytes } from '../../../lib/hex.ts';
import { createLogger } from '../../../lib/log.ts';
import { builderDomain, signingRoot } from '../../consensus/builder-domain.ts';
import { SlotClock } from '../../consensus/slot-clock.ts';
import { interopSecretKey } from '../validators/interop-keys.ts';
import { KeyRing } from '../validators/key-ring.ts';
import { BuilderClient } from './builder-client.ts';
import { Registrar } from './registrar.ts';

const GENESIS_TIME = 1_800_000_000;
const FORK_VERSION = hexToBytes('0x20000089');

let builder: BuilderStandIn;
let nowMs = 0;
let stop = new AbortController();
let running: Promise<unknown> = Promise.resolve();

beforeEach(async () => {
  builder = await BuilderStandIn.start('electra');
  stop = new AbortController();
  nowMs = GENESIS_TIME * 1000;
});

afterEach(async () => {
  stop.abort();
  await running;
  await builder.close();
});

function run(): void {
  const keys = [0, 1].map((index) => interopSecretKey(index));
  const registrar = new Registrar({
    client: new BuilderClient(builder.url),
    keys: new KeyRing(new Map(keys.map((key) => [bytesToHex(key.toPublicKey().toBytes()), key]))),
    clock: new SlotClock({ genesisTime: GENESIS_TIME, slotMs: 2000, now: () => nowMs }),
    genesisForkVersion: FORK_VERSION,
    feeRecipientOf: () => `0x${'fe'.repeat(20)}`,
    gasLimit: 60_000_000,
    log: createLogger('beacon', 'debug', () => {}),
  });
  running = registrar.run(stop.signal).catch(() => {});
}

const count = () => builder.calls.filter((call) => call === 'POST /eth/v1/builder/validators').length;

it('signs what it registers', async () => {
  run();
  await waitUntil('the registrations', () => builder.registrations.length === 2);
  for (const json of builder.registrations) {
    const { message, signature } = ssz.bellatrix.SignedValidatorRegistrationV1.fromJson(json);
    const root = signingRoot(ssz.bellatrix.ValidatorRegistrationV1.hashTreeRoot(message), builderDomain(FORK_VERSION));
    expect(verify(root, PublicKey.fromBytes(message.pubkey), Signature.fromBytes(signature))).toBe(true);
    expect(message).toMatchObject({ gasLimit: 60_000_000, timestamp: GENESIS_TIME });
  }
});

it('goes on trying until the builder takes them', async () => {
  builder.manners.registrationStatus = 503;
  run();
  await waitUntil('some refusals', () => count() >= 3);
  builder.manners.registrationStatus = 200;
  const refused = count();
  await waitUntil('the acceptance', () => count() > refused);
});

it('registers anew in every epoch', async () => {
  run();
  await waitUntil('the first registration', () => count() === 1);
  nowMs += 32 * 2000;
  await waitUntil('the second registration', () => count() === 2);
});

it('waits when genesis is far', async () => {
  nowMs -= 60_000;
  run();
  nowMs += 51_500;
  await waitUntil('the registration', () => count() === 1);
  const { message } = ssz.bellatrix.SignedValidatorRegistrationV1.fromJson(builder.registrations[0]);
  expect(message.timestamp).toBe(GENESIS_TIME);
});
