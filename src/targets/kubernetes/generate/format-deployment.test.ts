import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { anyManifest } from '../../../../test/support/any-manifest.ts';
import { decodeManifest, encodeManifest } from '../../../manifest/codec.ts';
import type { Manifest } from '../../../manifest/service.ts';
import type { DeploymentResource, DeploymentService, DeploymentSpec } from '../crd/deployment-schema.ts';
import { formatDeployment } from './format-deployment.ts';
import { generateDeployment } from './generate-deployment.ts';

/** What Kubernetes reads is YAML 1.1, what most tools read is 1.2. */
const VERSIONS = ['1.1', '1.2'] as const;

const withImages = ({ services, ...rest }: Manifest): Manifest => ({
  ...rest,
  services: services.map((service) => ({ image: 'some/image', ...service })),
});

const small = (service: Partial<DeploymentService>, rest: Partial<DeploymentSpec> = {}): DeploymentResource => ({
  apiVersion: 'playground.flashbots.io/v1alpha1',
  kind: 'BuilderPlaygroundDeployment',
  metadata: { name: 'net' },
  spec: { recipe: 'l1', storage: { type: 'pvc' }, ...rest, services: [{ name: 'el', ...service }] },
});

describe('formatDeployment', () => {
  it('is read back as the resource that it was, key by key, by every YAML', () => {
    fc.assert(
      fc.property(anyManifest.map(withImages), fc.string({ unit: 'binary' }), (manifest, note) => {
        const resource = generateDeployment(manifest, { name: 'net' });
        const notes = [{ path: ['spec', 'recipe'], text: note }];
        const text = formatDeployment(resource, notes);
        for (const version of VERSIONS) {
          expect(JSON.stringify(parse(text, { version }))).toBe(JSON.stringify(resource));
        }
        expect(text).toMatch(/^[\n\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
      }),
    );
  });

  it('is the same whether the manifest comes from memory or from its file', () => {
    fc.assert(
      fc.property(anyManifest.map(withImages), (manifest) => {
        const textOf = (given: Manifest) => formatDeployment(generateDeployment(given, { name: 'net' }));
        expect(textOf(decodeManifest(encodeManifest(manifest)))).toBe(textOf(manifest));
      }),
    );
  });

  it('is written as a person would', () => {
    const args = ['--http.port', '{{Port "http" 8545}}', '0.0.0.0', '*', "it's", 'a b', 'http://a:1', 'no'];
    const resource = small({ entrypoint: ['geth', 'a, b'], args, readyCheck: { test: ['CMD', 'x'], interval: '1s' } });
    const [, services] = formatDeployment(resource).split('  services:\n');
    expect(services).toBe(`    - name: el
      entrypoint: ["geth", "a, b"]
      args:
        - --http.port
        - '{{Port "http" 8545}}'
        - "0.0.0.0"
        - "*"
        - "it's"
        - "a b"
        - http://a:1
        - "no"
      readyCheck:
        test: ["CMD", "x"]
        interval: 1s
`);
  });

  it('never breaks a line', () => {
    const line = `geth init && exec geth ${'--flag "value" '.repeat(100)}`;
    const text = formatDeployment(small({ args: [line, `${line}\n${line}`] }));
    expect(text.split('\n').filter((part) => part.includes('exec geth'))).toHaveLength(2);
  });

  it('comments where a person will want to edit', () => {
    const text = formatDeployment(small({ ports: [{ name: 'ws', containerPort: 1 }] }, { topology: 'pod' }));
    expect(text).toMatch(/^# Made from manifest\.json.*\n#.*\napiVersion: /);
    expect(text).toMatch(/ {2}# A volume claim\..*\n.*\n {2}storage:/);
    expect(text).toMatch(/ {2}# pod: .*\n {2}topology: pod/);
    expect(text).toContain('  # network: {expose: [{service: el, port: ws, type: NodePort}]}\n');
    expect(text).toMatch(/ {2}# Every service may have resources: .*\n {2}services:/);
  });

  it('offers only what is not there', () => {
    const text = formatDeployment(small({}, { network: { name: 'n' }, playgroundImage: 'mine:1' }));
    expect(text).not.toContain('# network:');
    expect(text).not.toContain('# playgroundImage:');
  });

  it('puts notes before fields and items, below what is said there already', () => {
    const notes = [
      { path: ['spec', 'services', 0], text: 'first\nsecond' },
      { path: ['spec', 'storage'], text: 'kept?' },
      { path: ['spec', 'nowhere'], text: 'lost' },
    ];
    const text = formatDeployment(small({}), notes);
    expect(text).toContain('    # first\n    # second\n    - name: el\n');
    expect(text).toMatch(/# A volume claim(?:.*\n)+ {2}# kept\?\n {2}storage:/);
    expect(text).not.toContain('lost');
  });
});
