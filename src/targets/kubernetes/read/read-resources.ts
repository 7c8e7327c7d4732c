import type { z } from 'zod';
import { nearest } from '../../../lib/nearest.ts';
import { type DeploymentResource, deploymentSchema } from '../crd/deployment-schema.ts';
import { type PlaygroundResource, playgroundSchema } from '../crd/playground-schema.ts';
import { type StructuralSchema, structuralSchema } from '../crd/structural-schema.ts';
import { DocumentValues } from './document-values.ts';
import type { PositionedProblem } from './positioned-problem.ts';
import { Positions } from './positions.ts';
import { schemaProblems } from './schema-problems.ts';
import { yamlDocuments } from './yaml-documents.ts';

export type ReadDocument = { line: number; positions: Positions } & (
  | { kind: 'BuilderPlaygroundDeployment'; resource: DeploymentResource }
  | { kind: 'BuilderPlayground'; resource: PlaygroundResource }
  | { kind: 'Secret' | 'ConfigMap' | 'Namespace'; resource: Record<string, unknown> }
);

export interface ReadResult {
  /** The file's name, for messages. */
  source: string;
  /** What has the form of its kind; whether it makes sense, `validate/` tells. */
  documents: ReadDocument[];
  /** In the order of the file. */
  problems: PositionedProblem[];
}

/**
 * Reads resources as kubectl would: YAML or JSON, one or several documents. Never throws for a bad text, and is
 * bounded in size, depth and aliases.
 */
export function readResources(text: string, source: string): ReadResult {
  const { documents: parsed, problems, lineOf } = yamlDocuments(text);
  const documents = parsed.flatMap((document) => {
    const positions = new Positions(lineOf);
    const found: PositionedProblem[] = [];
    const data = new DocumentValues(text, positions, found).read(document.contents);
    // Nothing between two "---" is no document; the shape of what was misread says nothing.
    const read = found.length > 0 || data === null ? [] : readDocument(data, positions, found);
    problems.push(...found);
    return read;
  });
  if (documents.length === 0 && problems.length === 0) problems.push(NOTHING);
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { source, documents, problems };
}

const NOTHING: PositionedProblem = {
  code: 'empty-file',
  path: '',
  line: 1,
  column: 1,
  message: 'it holds no resource',
  hint: 'playground k8s generate writes one',
};

const OTHERS = ['Secret', 'ConfigMap', 'Namespace'] as const;
const KINDS = ['BuilderPlaygroundDeployment', 'BuilderPlayground', ...OTHERS];

/** Adds to `problems` what is wrong with its form; what is not ours is only looked at for its kind. */
function readDocument(data: unknown, positions: Positions, problems: PositionedProblem[]): ReadDocument[] {
  const refuse = (path: string, code: string, message: string, hint: string): [] => {
    problems.push({ code, path, ...positions.ofValue(path), message, hint });
    return [];
  };
  if (!isObject(data)) return refuse('', 'no-resource', 'it is not a resource', 'begin with "apiVersion: ..."');
  const { line } = positions.ofValue('');
  const { kind, apiVersion } = data;
  if (kind === undefined) return refuse('', 'missing-field', 'kind is missing', `add it: ${KINDS.join(', ')}`);
  if (kind === 'BuilderPlaygroundDeployment') {
    const resource = checked(deploymentSchema, data, positions, problems);
    return resource === undefined ? [] : [{ kind, resource, line, positions }];
  }
  if (kind === 'BuilderPlayground') {
    const resource = checked(playgroundSchema, data, positions, problems);
    return resource === undefined ? [] : [{ kind, resource, line, positions }];
  }
  const other = OTHERS.find((name) => name === kind);
  if (other === undefined) {
    const guess = typeof kind === 'string' ? nearest(kind, KINDS) : undefined;
    const hint = guess === undefined ? `kinds: ${KINDS.join(', ')}` : `did you mean ${guess}?`;
    return refuse('kind', 'unknown-kind', `${JSON.stringify(kind)} is not read here`, hint);
  }
  if (apiVersion !== 'v1') {
    return refuse('apiVersion', 'unknown-kind', `a ${other} has the apiVersion v1`, 'write "apiVersion: v1"');
  }
  return [{ kind: other, resource: data, line, positions }];
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  positions: Positions,
  problems: PositionedProblem[],
): z.infer<Schema> | undefined {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const structure = () => structureOf(schema);
  problems.push(...schemaProblems(result.error.issues, { data, positions, structure }));
  return undefined;
}

const STRUCTURES = new Map<z.ZodType, StructuralSchema>();

/** Made only where a field is not known, and once. */
function structureOf(schema: z.ZodType): StructuralSchema {
  const structure = STRUCTURES.get(schema) ?? structuralSchema(schema);
  STRUCTURES.set(schema, structure);
  return structure;
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
