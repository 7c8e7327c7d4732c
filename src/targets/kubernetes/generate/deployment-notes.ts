import type { Manifest, Service } from '../../../manifest/service.ts';
import { findRecipe } from '../../../recipes/registry.ts';
import type { DeploymentResource } from '../crd/deployment-schema.ts';
import { runsOnHost } from './generate-service.ts';

/** Something that a person should know about a place of a resource: lines of plain text. */
export interface DeploymentNote {
  /** Keys and indices that lead to the place. */
  path: readonly (string | number)[];
  text: string;
}

/** What became of things that the manifest says and a cluster cannot do as it is, or that it does not say at all. */
export function deploymentNotes(manifest: Manifest, resource: DeploymentResource): DeploymentNote[] {
  return [
    ...recipeNotes(manifest, resource),
    ...setupNotes(manifest),
    ...manifest.services.filter(runsOnHost).map((service) => hostNote(service, resource)),
  ];
}

function recipeNotes({ origin }: Manifest, { spec }: DeploymentResource): DeploymentNote[] {
  if (spec.artifacts?.source !== 'generate') return [];
  const path = ['spec', 'recipe'];
  const instead = '--artifacts bundle packs the files that are there';
  if (findRecipe(spec.recipe) === undefined) {
    return [{ path, text: `This version cannot make the files of ${spec.recipe} anew: ${instead}.` }];
  }
  if (origin !== undefined) return [];
  const text = 'Guessed from the services: manifest.json does not say of which recipe it is, nor with which flags.';
  return [{ path, text: `${text}\nIn the cluster the files are made with those of artifacts.options; ${instead}.` }];
}

function setupNotes({ setup = [] }: Manifest): DeploymentNote[] {
  if (setup.length === 0) return [];
  const commands = setup.map((command) => `\n  ${command}`).join('');
  return [
    {
      path: ['spec', 'services'],
      text: `No cluster runs the setup commands of manifest.json. Do it yourself:${commands}`,
    },
  ];
}

function hostNote({ name, hostPath }: Service, { metadata, spec }: DeploymentResource): DeploymentNote {
  const override = hostPath ? ` --override ${name}=${hostPath}` : '';
  const i = spec.services.findIndex((service) => service.name === name);
  return {
    path: ['spec', 'services', i],
    text: `${name} runs on your machine: playground k8s attach ${metadata.name}${override}`,
  };
}
