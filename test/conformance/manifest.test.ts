import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Addressing } from '../../src/manifest/addressing.ts';
import { decodeManifest, encodeManifest } from '../../src/manifest/codec.ts';
import { toDot } from '../../src/manifest/dot.ts';
import { resolve } from '../../src/manifest/resolve.ts';
import { formatTemplate, parseTemplate } from '../../src/manifest/template.ts';
import { serviceTexts } from '../../src/manifest/texts.ts';
import { validate } from '../../src/manifest/validate.ts';
import { conformancePath } from '../support/conformance.ts';
import { isSkip } from '../support/real-world.ts';

const folder = conformancePath('go-playground');
const cases = isSkip(folder) ? [] : readdirSync(folder);

/** Every service under its own name, ports moved by 10 000. */
const shifted: Addressing = {
  hostOf: (_from, to) => to.name,
  portOf: (_from, _to, port) => (port.port + 10_000) % 65_536,
  artifactPath: (_service, artifact) => `/session/${artifact}`,
  volumePath: (service, volume) => `/session/volume-${service.name}-${volume.name}`,
  artifactsDir: () => '/session',
  bindAddress: () => '127.0.0.1',
};

const UNRESOLVED = /\{\{|(^|[= ])\/data|0\.0\.0\.0/;

/** Paths that those manifests name without mapping them: a parent of mapped files, and a data folder without volume. */
const UNMAPPED = ['/data', '/data_op_reth'];

describe.skipIf(isSkip(folder))('manifests of the Go builder-playground', () => {
  test('there are cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(11);
  });

  describe.each(cases)('%s', (name) => {
    const text = readFileSync(join(String(folder), name, 'manifest.json'), 'utf8');
    const manifest = decodeManifest(text);

    test('decodes and encodes to the same bytes', () => {
      expect(encodeManifest(manifest)).toBe(text.trimEnd());
    });

    test('is valid', () => {
      expect(validate(manifest)).toEqual([]);
    });

    test('keeps the text of every template', () => {
      const texts = manifest.services.flatMap(serviceTexts).map(({ text }) => text);
      expect(texts.map((text) => formatTemplate(parseTemplate(text)))).toEqual(texts);
    });

    test('resolves without a template, a mapped path or an open address left', () => {
      const resolved = resolve(manifest, shifted);
      const words = resolved.flatMap(({ args, env }) => [...args, ...Object.values(env)]);
      expect(resolved.map(({ service }) => service.name)).toEqual(manifest.services.map((service) => service.name));
      expect(words.filter((word) => UNRESOLVED.test(word) && !UNMAPPED.includes(word))).toEqual([]);
    });

    test('draws the same graph', () => {
      const dot = readFileSync(join(String(folder), name, 'graph.dot'), 'utf8');
      expect(toDot(manifest)).toBe(dot);
    });
  });
});
