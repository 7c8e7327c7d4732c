// Writes deploy/crds/: node scripts/write-crds.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type CustomResourceDefinition,
  customResourceDefinitions,
} from '../src/targets/kubernetes/crd/custom-resource-definitions.ts';
import { formatDefinition } from '../src/targets/kubernetes/crd/format-definition.ts';
import { ROOT } from './build/paths.ts';

/** Path of each file, from the root of the repository, and what is in it. */
export function crdFiles(): Record<string, string> {
  return Object.fromEntries(customResourceDefinitions().map((crd) => [fileOf(crd), HEADER + formatDefinition(crd)]));
}

const HEADER = '# Written by scripts/write-crds.ts from src/targets/kubernetes/crd; a test compares the two.\n';

function fileOf({ spec }: CustomResourceDefinition): string {
  return `deploy/crds/${spec.group}_${spec.names.plural}.yaml`;
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(crdFiles())) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
}
