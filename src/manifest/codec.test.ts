import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyManifest } from '../../test/support/any-manifest.ts';
import { emptyService } from './builder.ts';
import { decodeManifest, encodeManifest } from './codec.ts';

const SMALL = `{
	"session_id": "pet",
	"services": [
		{
			"name": "el",
			"args": [],
			"ready_check": {
				"query_url": "http://localhost:1",
				"test": [],
				"interval": 1500000,
				"start_period": 0,
				"timeout": 0,
				"retries": 3
			},
			"depends_on": [
				{
					"Name": "db",
					"Condition": "service_started"
				}
			],
			"image": "a \\u0026 b \\u003c"
		}
	]
}`;

test('reads and writes the same bytes, with milliseconds in memory and Go escapes in the file', () => {
  const manifest = decodeManifest(SMALL);
  expect(manifest.services[0]).toMatchObject({
    image: 'a & b <',
    readyCheck: { interval: 1.5, retries: 3 },
    dependsOn: [{ name: 'db', condition: 'running' }],
  });
  expect(encodeManifest(manifest)).toBe(SMALL);
});

test('reads back whatever it writes', () => {
  fc.assert(
    fc.property(anyManifest, (manifest) => {
      expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest);
    }),
  );
});

test('tells last where it came from, in the words of the file', () => {
  const origin = {
    recipe: 'l1',
    flags: { 'block-time': '1s' },
    genesisTime: 0,
    genesisDelay: 2500,
    kubernetes: { storageType: 'pvc' as const, storageSize: '20Gi' },
  };
  const text = encodeManifest({ services: [], origin });
  expect(JSON.parse(text)).toEqual({
    services: [],
    origin: {
      recipe: 'l1',
      flags: { 'block-time': '1s' },
      genesis_time: 0,
      genesis_delay: 2_500_000_000,
      kubernetes: { storage_type: 'pvc', storage_size: '20Gi' },
    },
  });
  const whole = encodeManifest({ services: [emptyService('el')], setupDir: '/x', origin });
  expect(Object.keys(JSON.parse(whole))).toEqual(['services', 'setup_dir', 'origin']);
});

test('null stands for empty, as Go writes it', () => {
  expect(decodeManifest('{"services": [{"name": "el", "args": null, "env": null}]}').services[0]).toMatchObject({
    args: [],
    env: {},
  });
  expect(decodeManifest('{"services": null}').services).toEqual([]);
});

describe('a broken file', () => {
  test.each([
    ['is empty', '', 'm.json, line 1, column 1: it ends where a value should be'],
    ['is cut short', SMALL.slice(0, 57), 'm.json, line 5, column 15: it ends where a complete string should be'],
    ['lacks a comma', '{\n"services": []\n"setup": []}', 'm.json, line 3, column 1: "," or "}" was expected'],
    ['is no JSON', 'hello you', 'm.json, line 1, column 1: a value was expected'],
    ['goes on', '{} x', 'm.json, line 1, column 4: something follows where the file should end'],
    ['is a list', '[]', 'm.json, line 1, column 1: it is []'],
    ['has a wrong type', '{"services":\n [{"name": 5}]}', 'm.json, line 2, column 12: services[0].name is 5'],
    ['lacks a name', '{"services": [{}]}', 'm.json, line 1, column 15: services[0] has no "name"'],
    [
      'has a port that is text',
      '{"services": [{"name": "a", "ports": [{"name": "p", "port": "80"}]}]}',
      'm.json, line 1, column 61: services[0].ports[0].port is "80"',
    ],
    [
      'has an unknown condition',
      '{"services": [{"name": "a", "depends_on": [{"Name": "b", "Condition": "healthy"}]}]}',
      'm.json, line 1, column 71: services[0].depends_on[0].Condition is "healthy"',
    ],
  ])('%s', (_title, text, message) => {
    expect(() => decodeManifest(text, 'm.json')).toThrow(
      expect.objectContaining({ code: 'invalid-manifest-file', message: expect.stringContaining(message) }),
    );
  });

  test('has an origin that cannot be', () => {
    expect(() => decodeManifest('{"origin": {"recipe": "l1",\n "kubernetes": {"storage_type": "nfs"}}}')).toThrow(
      expect.objectContaining({
        message: 'manifest.json, line 2, column 33: origin.kubernetes.storage_type is "nfs"',
        hint: 'write local-path or pvc',
      }),
    );
  });

  test('has an unknown field, and the nearest known one is named', () => {
    expect(() => decodeManifest('{"services": [{"name": "a",\n  "entripoint": "x"}]}')).toThrow(
      expect.objectContaining({
        message: 'manifest.json, line 2, column 3: "entripoint" is not a known field',
        hint: 'did you mean "entrypoint"?',
      }),
    );
  });

  test('is found wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: SMALL.length - 1 }), (length) => {
        expect(() => decodeManifest(SMALL.slice(0, length))).toThrow(
          /^manifest\.json, line \d+, column \d+: it ends where/,
        );
      }),
    );
  });
});
