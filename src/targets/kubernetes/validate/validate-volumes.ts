import type { Manifest } from '../../../manifest/service.ts';
import { SHARED_VOLUME } from '../../../manifest/shared-volume.ts';
import { volumeFolder } from '../../host/host-addressing.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

/**
 * The folders of volumes have names that are put together: `a-b` and `c` make the same as `a` and `b-c`. A shared
 * volume may be meant to be that of another service: `el-data` is the `data` of `el`.
 */
export function validateVolumes({ services }: Manifest): ResourceProblem[] {
  const owners = new Map<string, string>();
  return services.flatMap((service, i) =>
    Object.values(service.volumesMapped).flatMap((volume, j): ResourceProblem[] => {
      if (volume.name.startsWith(SHARED_VOLUME)) return [];
      const folder = volumeFolder(service, volume);
      const owner = owners.get(folder) ?? service.name;
      owners.set(folder, owner);
      if (owner === service.name) return [];
      const message = `this volume and one of "${owner}" would both be the folder ${folder}`;
      return [problem('name-collision', `spec.services[${i}].volumes[${j}].name`, message, 'rename one of them')];
    }),
  );
}
