import { PLAYGROUND_IMAGE } from '../../../components/images.ts';
import type { DeploymentService } from '../crd/deployment-schema.ts';

const [OWN] = PLAYGROUND_IMAGE;

/** `ghcr.io/paradigmxyz/reth:v1.9.3`; our own programs come from `playgroundImage`. */
export function imageOf({ image = '', tag }: DeploymentService, playgroundImage: string): string {
  if (image === OWN) return playgroundImage;
  return tag === undefined ? image : `${image}:${tag}`;
}

/** Whether a service is one of our own programs, of which we know what they need and how they answer. */
export function isOwnProgram(service: DeploymentService, playgroundImage: string): boolean {
  return imageOf(service, playgroundImage) === playgroundImage;
}
