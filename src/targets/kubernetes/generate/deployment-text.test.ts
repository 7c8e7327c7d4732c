import { build } from 'esbuild';
import { describe, expect, it, test } from 'vitest';
import { emptyService } from '../../../manifest/builder.ts';
import type { Manifest } from '../../../manifest/service.ts';
import { deploymentText } from './deployment-text.ts';

const el = { ...emptyService('el'), image: 'some/image' };
const own = { ...emptyService('own'), hostPath: '/opt/x\ny' };
const origin = { recipe: 'l1', flags: {} };
const textOf = (manifest: Partial<Manifest>, options = {}) =>
  deploymentText({ services: [el], origin, ...manifest }, { name: 'net', ...options }, 'm.json');

describe('deploymentText', () => {
  it('has nothing to remark where the manifest says all', () => {
    expect(textOf({}).notices).toEqual([]);
  });

  it('says that a recipe was guessed, unless the files are there', () => {
    const { origin: _, ...guessed } = { services: [el], origin };
    const { text, notices } = deploymentText(guessed, { name: 'net' });
    expect(text).toMatch(/ {2}# Guessed from the services.*\n {2}# .*--artifacts bundle.*\n {2}recipe: l1/);
    expect(notices).toEqual([expect.stringMatching(/^Guessed .* are there\.$/)]);
    expect(deploymentText(guessed, { name: 'net', artifacts: 'existing' }).notices).toEqual([]);
  });

  it('says that a recipe cannot be cooked', () => {
    const { notices } = textOf({ origin: { recipe: 'opstack2', flags: {} } });
    expect(notices).toEqual([expect.stringContaining('This version cannot make the files of opstack2')]);
  });

  it('says what is to be run beside the cluster', () => {
    const { text, notices } = textOf({ services: [el, own] });
    expect(text).toContain(
      '    # own runs on your machine: playground k8s attach net --override own=/opt/x\n    # y\n    - name: own\n',
    );
    expect(notices).toEqual(['own runs on your machine: playground k8s attach net --override own=/opt/x y']);
  });

  it('repeats the commands that nobody will run', () => {
    const { text } = textOf({ setup: ['make all', 'touch x'] });
    expect(text).toMatch(/# No cluster runs the setup commands.*\n {2}# {3}make all\n {2}# {3}touch x\n {2}services:/);
  });

  it('refuses a manifest that nothing could run, with every problem, but first what only pods cannot', () => {
    const broken = { ...el, args: ['{{Nope}}'], dependsOn: [{ name: 'gone', condition: 'running' as const }] };
    expect(() => textOf({ services: [broken] })).toThrow(
      expect.objectContaining({ code: 'invalid-manifest', message: expect.stringContaining('m.json has 2 problems') }),
    );
    expect(() => textOf({ services: [{ ...broken, image: '' }] })).toThrow(
      expect.objectContaining({ code: 'image-missing' }),
    );
  });
});

// The command line answers in a moment: neither schemas nor client libraries may slip in.
test('nothing heavy is loaded', async () => {
  const { metafile } = await build({
    entryPoints: [new URL('deployment-text.ts', import.meta.url).pathname],
    outdir: '/',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    external: ['@chainsafe/blst'],
    format: 'esm',
  });
  const atOnce = (name: string): string[] => {
    const { inputs = {}, imports = [] } = metafile.outputs[name] ?? {};
    const others = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    return [...Object.keys(inputs), ...others.flatMap(({ path }) => atOnce(path))];
  };
  const entry = Object.keys(metafile.outputs).find((name) => metafile.outputs[name]?.entryPoint?.endsWith('-text.ts'));
  const packages = atOnce(entry ?? '').map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  expect(new Set(packages.filter((name) => name !== undefined))).toEqual(new Set(['yaml']));
});
