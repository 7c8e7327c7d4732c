import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeManifest } from '../../src/manifest/codec.ts';
import type { Manifest } from '../../src/manifest/service.ts';
import { assembleL1 } from '../../src/recipes/l1.ts';
import type { CookContext, FlagValues } from '../../src/recipes/recipe.ts';
import type { DeploymentResource } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import { generateDeployment } from '../../src/targets/kubernetes/generate/generate-deployment.ts';
import { readResources } from '../../src/targets/kubernetes/read/read-resources.ts';
import { conformancePath } from './conformance.ts';
import { isSkip } from './real-world.ts';

export interface DeploymentCase {
  name: string;
  /** The resource with this storage and topology. */
  resource(storage: 'local-path' | 'pvc', topology: 'pod' | 'services'): DeploymentResource;
}

/** When the chains of all of them begin. */
export const CASES_GENESIS = 1_700_000_000;

const OURS: Record<string, { flags: FlagValues; place: CookContext['place'] }> = {
  embedded: { flags: { 'sample-builder': true, 'block-time': 1000 }, place: 'cluster' },
  reference: { flags: {}, place: 'none' },
  'geth-and-prysm': {
    flags: { el: 'geth', cl: 'prysm', 'sample-builder': true, 'use-separate-mev-boost': true },
    place: 'cluster',
  },
  'secondary-el': { flags: { 'secondary-el': 'http://10.0.0.9:9551', rbuilder: true }, place: 'none' },
  'native-reth': { flags: { 'use-native-reth': true }, place: 'none' },
};

/** Every recipe of this program, those that the Go program wrote, and the example of the original design. */
export function deploymentCases(): DeploymentCase[] {
  return [
    ...Object.entries(OURS).map(([name, { flags, place }]) => fromManifest(`l1-${name}`, assembled(flags, place))),
    ...goCases(),
    ...proposal(),
  ];
}

function assembled(flags: FlagValues, place: CookContext['place']): Manifest {
  const context = { genesisTime: CASES_GENESIS, logLevel: 'info', prefundedAccounts: [] };
  return assembleL1(flags, { ...context, sessionId: 'net', place }).manifest;
}

function goCases(): DeploymentCase[] {
  const folder = conformancePath('go-playground');
  if (isSkip(folder)) return [];
  return readdirSync(folder).map((name) =>
    fromManifest(`go-${name}`, decodeManifest(readFileSync(join(folder, name, 'manifest.json'), 'utf8'))),
  );
}

function fromManifest(name: string, manifest: Manifest): DeploymentCase {
  return {
    name,
    resource(storageType, topology) {
      const resource = generateDeployment(manifest, { name, storageType, topology });
      const artifacts = { ...resource.spec.artifacts, genesisTime: CASES_GENESIS };
      return { ...resource, spec: { ...resource.spec, artifacts } };
    },
  };
}

function proposal(): DeploymentCase[] {
  const path = conformancePath('kubernetes', 'proposal.yaml');
  if (isSkip(path)) return [];
  const [document] = readResources(readFileSync(path, 'utf8'), path).documents;
  if (document?.kind !== 'BuilderPlaygroundDeployment') throw new Error(`${path} holds no deployment`);
  const { resource } = document;
  return [
    {
      name: 'proposal',
      resource(type, topology) {
        const storage = type === 'pvc' ? { type } : resource.spec.storage;
        return {
          ...resource,
          spec: { ...resource.spec, storage, topology, artifacts: { genesisTime: CASES_GENESIS } },
        };
      },
    },
  ];
}
