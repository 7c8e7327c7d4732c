import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ElGenesis } from '../../src/artifacts/el-genesis.ts';
import { buildElGenesisBlock } from '../../src/artifacts/el-genesis-block.ts';
import { elStateRoot } from '../../src/artifacts/el-state-root.ts';
import { bytesToHex } from '../../src/lib/hex.ts';
import { writeL1Artifacts } from '../support/l1-artifacts.ts';
import { isSkip, peerBinaries } from '../support/real-world.ts';

const peers = peerBinaries('geth');

describe.skipIf(isSkip(peers))('geth', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'playground-artifacts-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test.each([
    { fork: 'electra', prefundedAccounts: [] },
    { fork: 'electra', prefundedAccounts: [`0x${'11'.repeat(32)}`] },
    { fork: 'fulu', prefundedAccounts: [] },
  ] as const)('computes the same genesis hash: $fork with $prefundedAccounts', async (options) => {
    await writeL1Artifacts(dir, { ...options, genesisTime: 1_800_000_000 });
    const genesis = JSON.parse(readFileSync(join(dir, 'genesis.json'), 'utf8')) as ElGenesis;
    const block = buildElGenesisBlock(genesis, elStateRoot(genesis.alloc));

    const log = gethInit(join(dir, 'geth'), join(dir, 'genesis.json'));
    expect(log.find(({ msg }) => msg === 'Successfully wrote genesis state')?.hash).toBe(bytesToHex(block.hash));
  });
});

/** What `geth init` logs, a line each. Throws when it fails. */
function gethInit(datadir: string, genesisFile: string): { msg: string; hash?: string }[] {
  const { geth } = peers as { geth: string };
  const script = 'exec "$0" --log.format json init --datadir "$1" "$2" 2>&1';
  const output = execFileSync('sh', ['-c', script, geth, datadir, genesisFile], { encoding: 'utf8' });
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { msg: string; hash?: string });
}
