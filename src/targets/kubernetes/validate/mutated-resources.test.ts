import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { mutatedData, mutatedText } from '../../../../test/support/mutations.ts';
import { deploymentSchema } from '../crd/deployment-schema.ts';
import { playgroundSchema } from '../crd/playground-schema.ts';
import { formatPositionedProblem } from '../read/positioned-problem.ts';
import { readResources } from '../read/read-resources.ts';
import { formatObjects } from '../render/format-objects.ts';
import { renderDeployment } from '../render/render-deployment.ts';
import { checkResources } from './check-resources.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const SAMPLES = globSync('deploy/samples/*.yaml', { cwd: ROOT })
  .toSorted()
  .map((path) => readFileSync(join(ROOT, path), 'utf8'));
const RUNS = 5000;

/** Ten thousand in all. */
describe('mutated resources: nothing is thrown, and what is wrong is said with its place', () => {
  test('there are samples', () => {
    expect(SAMPLES.length).toBeGreaterThanOrEqual(6);
  });

  test('as texts', { timeout: 180_000 }, () => {
    fc.assert(
      fc.property(mutatedText(SAMPLES), (text) => {
        const { problems } = check(text);
        if (problems.length === 0) expect(wrongInEveryReading(text)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  test('as data, written as YAML and as JSON', { timeout: 180_000 }, () => {
    const samples = SAMPLES.map((text) => parse(text) as object);
    fc.assert(
      fc.property(mutatedData(samples), fc.boolean(), (data, json) => {
        const text = json ? JSON.stringify(data) : formatObjects([data]);
        const { problems, formProblems } = check(text);
        const right = hasForm(data);
        if (!right) expect(problems.length).toBeGreaterThan(0);
        // Not asked by the schema: a name that it passes over, and what a byte that is no text becomes.
        if (right && !/__proto__|\ufffd/.test(text)) expect(formProblems.map(({ code }) => code)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Reads, checks, and renders what is right; sees to it that every problem is one line at a place that exists. */
function check(text: string) {
  const read = readResources(text, 'net.yaml');
  const { problems } = checkResources(read);
  const lines = text.split('\n');
  for (const problem of problems) {
    const { line, column, message } = problem;
    expect(message).not.toBe('');
    expect(formatPositionedProblem('net.yaml', problem)).not.toMatch(/[\n\r]/);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
  }
  if (problems.length === 0) for (const document of read.documents) render(document.kind, document.resource);
  return { problems, formProblems: read.problems };
}

/** What is valid can be rendered, and its texts stay texts. */
function render(kind: string, resource: object): void {
  if (kind !== 'BuilderPlaygroundDeployment') return;
  const deployment = deploymentSchema.parse(resource);
  const objects = renderDeployment(deployment, { playgroundImage: 'builder-playground:0', genesisTime: 0 });
  const text = formatObjects(objects);
  const readAgain = parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS());
  expect(readAgain).toEqual(JSON.parse(JSON.stringify(objects)));
}

function hasForm(data: unknown): boolean {
  return deploymentSchema.safeParse(data).success || playgroundSchema.safeParse(data).success;
}

/** Whether it is no YAML, or not of the form of our kinds, to a reader of either version of YAML. */
function wrongInEveryReading(text: string): boolean {
  return (['1.1', '1.2'] as const).every((version) => {
    try {
      const documents = parseAllDocuments(text, { version, logLevel: 'silent' });
      if (documents.some(({ errors }) => errors.length > 0)) return true;
      const values = documents.map((document) => document.toJS()).filter((value) => value !== null);
      return values.length === 0 || !values.every((value) => isOther(value) || hasForm(value));
    } catch {
      return true;
    }
  });
}

function isOther(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Record<string, unknown>;
  return apiVersion === 'v1' && ['Secret', 'ConfigMap', 'Namespace'].includes(String(kind));
}
