import { dirname } from 'node:path';
import { describe } from 'vitest';
import { networkSuite } from '../support/network-suite.ts';
import { isSkip, peerBinaries } from '../support/real-world.ts';

const peers = peerBinaries('geth', 'prysm-beacon-chain', 'prysm-validator');

describe.skipIf(isSkip(peers))('real clients', () => {
  const folder = isSkip(peers) ? '' : dirname(peers.geth);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const base = ['l1', '--runner', 'host', '--block-time', '2s'];

  describe('geth and Prysm with the sample builder', () =>
    networkSuite({
      args: [...base, '--el', 'geth', '--cl', 'prysm', '--sample-builder'],
      env,
      builder: true,
      webSocket: true,
    }));

  describe('geth under the embedded beacon node, on Fulu', () =>
    networkSuite({
      args: [...base, '--el', 'geth', '--cl', 'embedded', '--latest-fork'],
      env,
      builder: false,
      webSocket: true,
    }));

  describe('Prysm over the embedded execution client', () =>
    networkSuite({ args: [...base, '--el', 'embedded', '--cl', 'prysm'], env, builder: false, webSocket: true }));
});
