import type { DeploymentService } from '../crd/deployment-schema.ts';
import { ARTIFACTS_DIR } from '../render/pod-addressing.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

/** Files and volumes are mounted, each at a path of its own. */
export function validateMounts({ files = [], volumes = [] }: DeploymentService, path: string): ResourceProblem[] {
  const mounts = [
    ...files.map((file, i) => ({ what: `file ${file.artifact}`, at: file.path, place: `${path}.files[${i}].path` })),
    ...volumes.map((volume, i) => ({
      what: `volume "${volume.name}"`,
      at: volume.mountPath,
      place: `${path}.volumes[${i}].mountPath`,
    })),
  ];
  const first = new Map<string, string>();
  return mounts.flatMap(({ what, at, place }) => {
    const folder = at.replaceAll(/\/+/g, '/').replace(/\/$/, '');
    if (folder === '') return [problem('invalid-path', place, 'nothing can be mounted at /', 'name a folder')];
    if (folder === ARTIFACTS_DIR) {
      const hint = 'mount it elsewhere';
      return [problem('duplicate-mount', place, `${ARTIFACTS_DIR} is where {{.Dir}} is mounted`, hint)];
    }
    const earlier = first.get(folder);
    first.set(folder, earlier ?? what);
    if (earlier === undefined) return [];
    return [problem('duplicate-mount', place, `${earlier} and ${what} are both at ${folder}`, 'move one of them')];
  });
}
