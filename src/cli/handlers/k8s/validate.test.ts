import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { createOutput } from '../../output.ts';
import { validate } from './validate.ts';

const dir = mkdtempSync(join(tmpdir(), 'k8s-validate-'));
const file = join(dir, 'net.yaml');
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => rmSync(dir, { recursive: true }));

const NET = `apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlaygroundDeployment
metadata: {name: net}
spec:
  recipe: l1
  storage: {type: pvc}
  services:
    - {name: el, image: reth}
`;
const SECRET = '---\napiVersion: v1\nkind: Secret\nmetadata: {name: keys}\n---\napiVersion: v1\nkind: ConfigMap\n';
const PLAYGROUND = `---
apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlayground
metadata: {name: bp}
spec: {recipe: l1, storageMethod: pvc}
`;

test('what is valid is called so, with its kind and name', async () => {
  expect(await run(NET + SECRET + PLAYGROUND)).toEqual({
    code: 0,
    printed: [
      `${file}:1: valid, BuilderPlaygroundDeployment net, 1 service`,
      `${file}:10: Secret keys, not looked into`,
      `${file}:14: ConfigMap without a name, not looked into`,
      `${file}:17: valid, BuilderPlayground bp`,
    ],
    remarks: '',
  });
});

test('problems are lines, and their number', async () => {
  const { code, printed } = await run(NET.replace('image: reth', 'image: reth, prts: 1').replace('pvc', 'pcv'));
  expect(code).toBe(1);
  expect(printed).toEqual([
    `${file}:6:19: spec.storage.type: it must be local-path or pvc, and is "pcv" (did you mean pvc?)`,
    `${file}:8:31: spec.services[0].prts: there is no field "prts" (did you mean "ports"?)`,
    `${file}: 2 problems`,
  ]);
});

test('of very many problems the first hundred are shown', async () => {
  const { printed } = await run(NET.replace('image: reth', `image: reth, args: [${'1, '.repeat(200)}]`));
  expect(printed).toHaveLength(102);
  expect(printed.slice(-2)).toEqual([`${file}: and 100 more`, `${file}: 200 problems`]);
});

test('what is worth knowing is a remark', async () => {
  const { code, remarks } = await run(`${NET}    - {name: rbuilder, useHostExecution: true}\n`);
  expect(code).toBe(0);
  expect(remarks).toBe(
    `notice: ${file}:9:42: spec.services[1].useHostExecution: nothing in the cluster reaches "rbuilder" until somebody runs it (playground k8s attach net)\n`,
  );
});

test('with --json one document says all', async () => {
  const { code, printed } = await run(NET.replace('image: reth', 'args: ["{{.Dr}}"]'), true);
  expect(code).toBe(1);
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    {
      file,
      valid: false,
      resources: [{ kind: 'BuilderPlaygroundDeployment', name: 'net', line: 1 }],
      problems: [
        expect.objectContaining({ code: 'nothing-to-run', path: 'spec.services[0]', line: 8, column: 7 }),
        expect.objectContaining({
          code: 'invalid-template',
          path: 'spec.services[0].args[0]',
          line: 8,
          column: 28,
          templateColumn: 3,
        }),
      ],
      notices: [],
    },
  ]);
});

async function run(text: string, json = false) {
  writeFileSync(file, text);
  const stdout = new PassThrough();
  const remarks = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const output = createOutput(json, stdout as unknown as typeof process.stdout, {});
  const code = await validate({ words: [file], flags: {}, given: new Set(), output, commandLine: [] });
  const printed = String(stdout.read() ?? '')
    .trimEnd()
    .split('\n');
  return { code, printed, remarks: remarks.mock.calls.map(([line]) => line).join('') };
}
