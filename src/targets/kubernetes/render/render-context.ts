import type { Addressing, ResolvedService } from '../../../manifest/addressing.ts';
import type { Manifest, Service } from '../../../manifest/service.ts';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';

export interface RenderOptions {
  /** Of every object; left to whoever applies them where absent. */
  namespace?: string;
  /** The image with our own programs, where the resource names none. */
  playgroundImage: string;
  /** Unix seconds, where the resource has none. */
  genesisTime?: number;
}

/** What every part of a rendering is told. */
export interface RenderContext {
  resource: DeploymentResource;
  name: string;
  options: RenderOptions;
  manifest: Manifest;
  addressing: Addressing;
  playgroundImage: string;
  /** The services that run in pods, resolved, in the resource's order. */
  services: RenderedService[];
  /** Those that run outside of the cluster. */
  hostExecuted: ReadonlyMap<string, DeploymentService>;
  byName: ReadonlyMap<string, Service>;
}

export interface RenderedService {
  spec: DeploymentService;
  resolved: ResolvedService;
}
