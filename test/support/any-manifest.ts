import fc from 'fast-check';
import type { Manifest, Origin, Service } from '../../src/manifest/service.ts';

/** Texts that one file format or another takes for something else than text. */
const TROUBLE = [
  ...[
    'on',
    'No',
    'y',
    'null',
    '~',
    'true',
    '1',
    '0x10',
    '1e3',
    'E0',
    '-e5',
    '1_000',
    '12:30:45',
    '2001-01-01',
    '.inf',
    '-.NaN',
    '10Gi',
  ],
  ...[
    '{{Port "http" 8545}}',
    '{{',
    '{a: b}',
    '[a]',
    '- a',
    'a: b',
    'a:',
    ':b',
    'a #b',
    '#',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
  ],
  ...['`', '=', '<<', '?', '-', '--', '---', '...', '|', '>', '"', "'", `it's "so"`, '\\', '\\n', ' a', 'a ', '\ta'],
  ...[
    '\n',
    'a\nb\n',
    '\r\n',
    '\0',
    '\u001b[1m',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\uffff',
    '\ud800',
    '⚡🤖',
  ],
  ...['__proto__', 'constructor', 'test', 'entrypoint', '-v', '--flag=a,b', 'http://a:1/b?c=d&e', 'x'.repeat(200)],
];

const text = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom(...TROUBLE),
);
const texts = fc.array(text);
/** Objects put keys that look like numbers first, whatever their order was. */
const dictionary = <T>(value: fc.Arbitrary<T>) => fc.dictionary(key, value).map((entries) => ({ ...entries }));
/** V8 (Node 24.21) now and then reads a key that is one escaped character, `"\\u003e"`, as a backslash. */
const key = text.filter((name) => !/^["\\\p{Cc}\p{Cs}&<>\u2028\u2029]$/u.test(name));
const milliseconds = fc.integer({ min: 0, max: 86_400_000 });
const port = fc.integer({ min: 0, max: 65_535 });
const optional = {
  sessionId: text,
  setup: fc.array(text, { minLength: 1 }),
  setupDir: text,
  image: text,
  tag: text,
  entrypoint: text,
  hostPath: text,
  component: text,
  prepare: fc.array(texts, { minLength: 1 }),
  ungracefulShutdown: fc.constant(true as const),
};

const anyService: fc.Arbitrary<Service> = fc.record(
  {
    name: text,
    args: texts,
    env: dictionary(text),
    labels: dictionary(text),
    ports: fc.array(fc.record({ name: text, port, protocol: fc.constantFrom('tcp', 'udp'), hostPort: port })),
    nodeRefs: fc.array(fc.record({ service: text, portLabel: text, protocol: fc.string(), user: fc.string() })),
    dependsOn: fc.array(fc.record({ name: text, condition: fc.constantFrom('running', 'healthy') })),
    readyCheck: fc.record({
      queryUrl: fc.string(),
      test: texts,
      interval: milliseconds,
      startPeriod: milliseconds,
      timeout: milliseconds,
      retries: port,
    }),
    filesMapped: dictionary(text),
    volumesMapped: dictionary(fc.record({ name: text, isLocal: fc.boolean() })),
    image: optional.image,
    tag: optional.tag,
    entrypoint: optional.entrypoint,
    hostPath: optional.hostPath,
    component: optional.component,
    prepare: optional.prepare,
    ungracefulShutdown: optional.ungracefulShutdown,
  },
  {
    requiredKeys: ['name', 'args', 'env', 'labels', 'ports', 'nodeRefs', 'dependsOn', 'filesMapped', 'volumesMapped'],
  },
);

const anyOrigin: fc.Arbitrary<Origin> = fc.record(
  {
    recipe: text,
    flags: dictionary(fc.string()),
    genesisTime: fc.nat(),
    genesisDelay: milliseconds,
    seed: text,
    kubernetes: fc.record(
      {
        storageType: fc.constantFrom('local-path', 'pvc'),
        storagePath: text,
        storageClass: text,
        storageSize: text,
        topology: fc.constantFrom('pod', 'services'),
        image: text,
        network: text,
      },
      { requiredKeys: ['storageType'] },
    ),
  },
  { requiredKeys: ['recipe', 'flags'] },
);

/** Any manifest that can be written down, whether or not it could be run. */
export const anyManifest: fc.Arbitrary<Manifest> = fc.record(
  {
    sessionId: optional.sessionId,
    services: fc.array(anyService, { maxLength: 4 }),
    bootnode: fc.record({ service: text, id: fc.string() }),
    setup: optional.setup,
    setupDir: optional.setupDir,
    origin: anyOrigin,
  },
  { requiredKeys: ['services'] },
);
