import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BeaconStandIn } from '../../../test/support/beacon-stand-in.ts';
import { startProgram } from '../../../test/support/start-program.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { builderProgram } from './program.ts';

let folder: string;
let secret: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'builder-'));
  secret = join(folder, 'jwtsecret');
  await writeFile(secret, '11'.repeat(32));
});

afterAll(() => rm(folder, { recursive: true }));

describe('devnet builder', () => {
  it('follows the payload attributes once the beacon node answers, and stops', async () => {
    const beacon = await BeaconStandIn.start({ genesisTime: 1_700_000_000, slotMs: 12_000, pubkeys: ['0x00'] });
    const program = await startProgram(builderProgram, { beacon: beacon.url, 'execution-jwt': secret });
    await waitUntil('the stream', () => beacon.hasStream('payload_attributes'));
    await program.stop();
    await program.background;
    await waitUntil('the end of the stream', () => !beacon.hasStream('payload_attributes'));
    await beacon.close();
  });

  it('says that it waits for the beacon node', async () => {
    const program = await startProgram(builderProgram, { beacon: 'http://127.0.0.1:1', 'execution-jwt': secret });
    await waitUntil('the line', () => program.lines.some((line) => line.includes('waiting for the beacon node')));
    await program.stop();
    await program.background;
  });

  it.each([
    [{ 'execution-jwt': '/nowhere/jwtsecret' }, 'cannot read the JWT secret /nowhere/jwtsecret'],
    [{ 'secret-key': 'zz' }, '--secret-key is not a BLS key'],
    [{ relay: 'here' }, '--relay: "here" is not an http URL'],
    [{ 'bid-percent': 'all' }, '--bid-percent: "all" is not a percentage'],
  ])('refuses %o', async (options, message) => {
    await expect(startProgram(builderProgram, { 'execution-jwt': secret, ...options } as never)).rejects.toThrow(
      message,
    );
  });
});
