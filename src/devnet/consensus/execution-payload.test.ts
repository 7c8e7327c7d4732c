import { ssz } from '@lodestar/types';
import { describe, expect, it } from 'vitest';
import { bytesToHex, type Hex } from '../../lib/hex.ts';
import type { EnginePayload } from './engine-types.ts';
import {
  payloadFromEngine,
  payloadToEngine,
  payloadToHeader,
  requestsFromEngine,
  requestsToEngine,
} from './execution-payload.ts';
import { versionedHash } from './versioned-hash.ts';

const root = (byte: string): Hex => `0x${byte.repeat(32)}`;

const PAYLOAD: EnginePayload = {
  parentHash: root('01'),
  feeRecipient: `0x${'02'.repeat(20)}`,
  stateRoot: root('03'),
  receiptsRoot: root('04'),
  logsBloom: `0x${'05'.repeat(256)}`,
  prevRandao: root('06'),
  blockNumber: '0x7',
  gasLimit: '0x1c9c380',
  gasUsed: '0x5208',
  timestamp: '0x67400000',
  extraData: '0x',
  baseFeePerGas: '0x3b9aca00',
  blockHash: root('08'),
  transactions: ['0x02f8', '0x'],
  withdrawals: [{ index: '0x0', validatorIndex: '0x9', address: `0x${'0a'.repeat(20)}`, amount: '0x0' }],
  blobGasUsed: '0x20000',
  excessBlobGas: '0x0',
};

describe('execution payloads', () => {
  it('come back from SSZ as they went in', () => {
    expect(payloadToEngine(payloadFromEngine(PAYLOAD))).toEqual(PAYLOAD);
  });

  it('have the same root as their header', () => {
    const payload = payloadFromEngine(PAYLOAD);
    const header = payloadToHeader(payload);
    expect(bytesToHex(ssz.electra.ExecutionPayloadHeader.hashTreeRoot(header))).toBe(
      bytesToHex(ssz.electra.ExecutionPayload.hashTreeRoot(payload)),
    );
    expect(header).not.toHaveProperty('transactions');
  });

  it('refuse malformed hex', () => {
    expect(() => payloadFromEngine({ ...PAYLOAD, stateRoot: '0x0' })).toThrow(RangeError);
  });
});

describe('execution requests', () => {
  const withdrawal = `0x01${'11'.repeat(20)}${'22'.repeat(48)}${'00'.repeat(8)}` as Hex;
  const deposit = `0x00${'33'.repeat(48)}${'44'.repeat(32)}${'01'.padEnd(16, '0')}${'55'.repeat(96)}${'00'.repeat(8)}`;

  it('come back in ascending order of type without empty lists', () => {
    const requests = requestsFromEngine([deposit, withdrawal]);
    expect(requests.deposits).toHaveLength(1);
    expect(requests.consolidations).toEqual([]);
    expect(requestsToEngine(requests)).toEqual([deposit, withdrawal]);
    expect(requestsToEngine(requestsFromEngine([]))).toEqual([]);
  });

  it('of an unknown type are refused', () => {
    expect(() => requestsFromEngine(['0x0300'])).toThrow(/type 3/);
  });
});

it('names a blob by its commitment', () => {
  const commitment = new Uint8Array(48);
  commitment[0] = 0xc0;
  expect(versionedHash(commitment)).toBe('0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014');
});
