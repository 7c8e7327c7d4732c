import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeManifest, encodeManifest } from '../../src/manifest/codec.ts';
import { toDot } from '../../src/manifest/dot.ts';
import type { Manifest, Service } from '../../src/manifest/service.ts';
import { validate } from '../../src/manifest/validate.ts';
import { l1 } from '../../src/recipes/l1.ts';
import type { CookContext, FlagValues } from '../../src/recipes/recipe.ts';
import { conformancePath } from '../support/conformance.ts';
import { isSkip } from '../support/real-world.ts';

const folder = conformancePath('go-playground');

/** The dry runs of the Go builder-playground, and how they are asked for here. */
const CASES: { name: string; flags: FlagValues; context?: Partial<CookContext> }[] = [
  { name: 'l1', flags: {} },
  { name: 'l1-fulu', flags: { 'latest-fork': true, 'block-time': 1000 } },
  { name: 'l1-mev-boost', flags: { 'use-separate-mev-boost': true, 'use-reth-for-validation': true } },
  { name: 'l1-native', flags: { 'use-native-reth': true }, context: { logLevel: 'debug' } },
  {
    name: 'l1-secondary',
    flags: { 'secondary-el': 'http://host.docker.internal:9551' },
    context: { contender: { extra: [] } },
  },
];

/** What differs on purpose: each turns our manifest into what the Go program writes. */
const INTENDED: { reason: string; undo: (manifest: Manifest) => Manifest }[] = [
  {
    reason: 'sessions have names of their own',
    undo: ({ sessionId: _, ...manifest }) => manifest,
  },
  {
    reason: 'a service says which product it is, for runners without containers: an optional field of ours',
    undo: (manifest) => eachService(manifest, ({ component: _, ...service }) => service),
  },
  {
    reason: 'QUIC runs over UDP: declared as TCP, as the Go program does, the port is published in vain',
    undo: (manifest) =>
      eachService(manifest, (service) => ({
        ...service,
        args: service.args.map((arg) => arg.replace('{{PortUDP "quic-p2p"', '{{Port "quic-p2p"')),
        ports: service.ports.map((port) => (port.name === 'quic-p2p' ? { ...port, protocol: 'tcp' } : port)),
      })),
  },
];

function eachService(manifest: Manifest, change: (service: Service) => Service): Manifest {
  return { ...manifest, services: manifest.services.map(change) };
}

async function cook(flags: FlagValues, context: Partial<CookContext> = {}) {
  const standard = { sessionId: 'ours', genesisTime: 1_700_000_000, logLevel: 'info', prefundedAccounts: [] };
  return l1.cook(flags, { ...standard, place: 'none', ...context });
}

describe.skipIf(isSkip(folder)).each(CASES)(
  '$name as the Go builder-playground cooks it',
  ({ name, flags, context }) => {
    const go = (file: string) => readFileSync(`${folder}/${name}/${file}`, 'utf8').trimEnd();

    test('services, arguments, ports, references, checks, mounts and volumes', async () => {
      const { manifest } = await cook(flags, context);
      const undone = INTENDED.reduce((previous, { undo }) => undo(previous), manifest);
      const { sessionId: _, ...theirs } = decodeManifest(go('manifest.json'));
      expect(encodeManifest(undone)).toBe(encodeManifest(theirs));
      expect(validate(manifest)).toEqual([]);
    });

    test('the graph', async () => {
      const { manifest } = await cook(flags, context);
      expect(toDot(manifest).trimEnd()).toBe(go('graph.dot'));
    });
  },
);

test.each(INTENDED)('still differs: $reason', async ({ undo }) => {
  const { manifest } = await cook({});
  expect(encodeManifest(undo(manifest))).not.toBe(encodeManifest(manifest));
});
