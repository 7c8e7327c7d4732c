import { expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../lib/hex.ts';
import { builderDomain, signingRoot } from './builder-domain.ts';

it('gives the domain that relays of a playground chain use', () => {
  expect(bytesToHex(builderDomain(hexToBytes('0x20000089')))).toBe(
    '0x00000001e4b3c03845c9cd15780441feed2a67053b9cc4ae1547af5747433120',
  );
});

it('mixes the domain into what is signed', () => {
  const root = new Uint8Array(32).fill(7);
  const here = signingRoot(root, builderDomain(hexToBytes('0x20000089')));
  const elsewhere = signingRoot(root, builderDomain(hexToBytes('0x00000000')));
  expect(here).toHaveLength(32);
  expect(bytesToHex(here)).not.toBe(bytesToHex(elsewhere));
});
