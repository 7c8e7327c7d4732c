import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PayloadFork } from '../../src/devnet/relay/chain-spec.ts';
import { FORK_TYPES, type ForkTypes } from '../../src/devnet/relay/fork-types.ts';
import { wireJson } from '../../src/devnet/relay/wire-json.ts';
import { conformancePath } from '../support/conformance.ts';
import { isSkip } from '../support/real-world.ts';

const folder = conformancePath('builder-examples');

const EXAMPLES: [string, keyof ForkTypes][] = [
  ['signed_builder_bid', 'SignedBuilderBid'],
  ['signed_blinded_beacon_block', 'SignedBlindedBeaconBlock'],
  ['execution_payload_and_blobs_bundle', 'ExecutionPayloadAndBlobsBundle'],
];

const CASES = (['electra', 'fulu'] as const satisfies PayloadFork[]).flatMap((fork) =>
  EXAMPLES.map(([name, type]) => ({ fork, name, type })),
);

describe.skipIf(isSkip(folder))('builder-specs examples', () => {
  it.each(CASES)('$fork $name is the same in JSON and SSZ', ({ fork, name, type: typeName }) => {
    const type = FORK_TYPES[fork][typeName] as ForkTypes['SignedBuilderBid'];
    const ssz = readFileSync(`${folder}/${fork}/${name}.ssz`);
    const { value } = JSON.parse(readFileSync(`${folder}/${fork}/${name}.json`, 'utf8'));
    const json = value.data ?? value;

    expect(Buffer.compare(type.serialize(type.fromJson(json)), ssz)).toBe(0);
    expect(JSON.parse(wireJson(type.toJson(type.deserialize(ssz))))).toEqual(json);
  });
});
