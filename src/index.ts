/** The library: read, check, resolve and write manifests, and cook recipes. Sessions are started by the program. */
export type { ArtifactFile } from './artifacts/artifact.ts';
export { type ErrorKind, isPlaygroundError, PlaygroundError } from './lib/errors.ts';
export type { PlaygroundEvent } from './lib/events.ts';
export { VERSION } from './lib/version.ts';
export type { Addressing } from './manifest/addressing.ts';
export { decodeManifest, encodeManifest } from './manifest/codec.ts';
export { toDot } from './manifest/dot.ts';
export { toMermaid } from './manifest/mermaid.ts';
export { formatProblem, type Problem } from './manifest/problem.ts';
export { resolve } from './manifest/resolve.ts';
export type {
  Bootnode,
  Dependency,
  Manifest,
  NodeRef,
  Port,
  ReadyCheck,
  Service,
  VolumeMapping,
} from './manifest/service.ts';
export { validate } from './manifest/validate.ts';
export type { CookContext, CookResult, FlagSpec, FlagValues, Recipe } from './recipes/recipe.ts';
export { findRecipe, RECIPES } from './recipes/registry.ts';
