import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildL1Artifacts } from '../../../artifacts/l1-artifacts.ts';
import type { KubernetesObject } from '../render/kubernetes-object.ts';
import { isSecretPath } from './is-secret-path.ts';
import { packBundle } from './pack-bundle.ts';

const LABELS = { 'app.kubernetes.io/instance': 'net' };

function dataOf(object: KubernetesObject): [key: string, content: Buffer][] {
  const data = (object.binaryData ?? object.data) as Record<string, string>;
  return Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
}

describe('packBundle', () => {
  it('puts secrets in Secrets and everything else in ConfigMaps', () => {
    const files = [
      { path: 'jwtsecret', content: 'very secret' },
      { path: 'genesis.json', content: '{"config": 1}' },
    ];
    const { objects, parts } = packBundle('net', files, LABELS);
    expect(objects.map(({ kind, immutable, metadata }) => [kind, immutable, metadata.labels])).toEqual([
      ['ConfigMap', true, LABELS],
      ['Secret', true, LABELS],
    ]);
    expect(parts).toEqual(objects.map(({ kind, metadata }) => ({ kind, name: metadata.name })));
    expect(parts.map(({ name }) => name.replace(/[0-9a-f]{10}$/, 'HASH'))).toEqual([
      'net-files-0-HASH',
      'net-secrets-0-HASH',
    ]);
  });

  it('can be listed with tar', () => {
    const { objects } = packBundle('net', [{ path: 'testnet/config.yaml', content: 'A: 1' }], {});
    const [[key, content] = []] = objects.flatMap(dataOf);
    expect(key).toBe('files.tar.gz.0');
    expect(execFileSync('tar', ['-tz'], { input: content, encoding: 'utf8' })).toBe('testnet/config.yaml\n');
  });

  it('is the same for the same files in any order, and another for others', () => {
    const files = ['a', 'b', 'secret'].map((path) => ({ path, content: path }));
    const packed = packBundle('net', files, LABELS);
    expect(packBundle('net', files.toReversed(), LABELS)).toEqual(packed);
    const other = packBundle('net', [...files, { path: 'c', content: '' }], LABELS);
    expect(other.sha256).not.toBe(packed.sha256);
    expect(other.parts[0]).not.toEqual(packed.parts[0]);
    expect(other.parts[1]).toEqual(packed.parts[1]);
  });

  it('cuts what is larger than an object may be', () => {
    const content = randomBytes(2_000_000);
    const { objects } = packBundle('net', [{ path: 'state', content }], {});
    expect(objects).toHaveLength(3);
    expect(objects.flatMap(dataOf).map(([key]) => key)).toEqual([0, 1, 2].map((i) => `files.tar.gz.${i}`));
    for (const object of objects) expect(JSON.stringify(object).length).toBeLessThan(1.5 * 1024 * 1024);
    for (const [, part] of objects.flatMap(dataOf)) expect(part.length).toBeLessThanOrEqual(900 * 1024);
  });

  it('refuses more than a cluster should keep', () => {
    const content = randomBytes(65 * 900 * 1024);
    expect(() => packBundle('net', [{ path: 'state', content }], {})).toThrow(
      expect.objectContaining({ code: 'bundle-too-large' }),
    );
  });

  it('lets no key of an L1 into a ConfigMap', async () => {
    const files = await buildL1Artifacts({ genesisTime: 0, slotDurationMs: 12_000, fork: 'electra' });
    const { objects } = packBundle('net', files, {});
    const open = objects.filter(({ kind }) => kind === 'ConfigMap').flatMap(dataOf);
    const listed = open.map(([, input]) => execFileSync('tar', ['-xzO'], { input, maxBuffer: 2 ** 26 }));
    const secrets = files.filter(({ path }) => isSecretPath(path)).map(({ content }) => Buffer.from(content));
    expect(secrets.length).toBeGreaterThan(200);
    for (const secret of secrets.filter(({ length }) => length > 10)) {
      expect(Buffer.concat(listed).includes(secret)).toBe(false);
    }
  });
});
