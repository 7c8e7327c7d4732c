import { expect, test } from 'vitest';
import { ManifestBuilder, type ServiceBuilder } from './builder.ts';
import type { Manifest } from './service.ts';
import { portTemplate, serviceTemplate } from './template.ts';
import { assertValid, validate } from './validate.ts';

function withService(change: (service: ServiceBuilder) => void): Manifest {
  const builder = new ManifestBuilder();
  builder.service('el').image('reth', 'v1').args(portTemplate('http', 8545), portTemplate('authrpc', 8551));
  const service = builder.service('beacon').image('lighthouse', 'v8').args('bn');
  change(service);
  return builder.build();
}

test('a sound manifest has no problems', () => {
  expect(validate(withService((beacon) => beacon.args(serviceTemplate('el', 'authrpc'))))).toEqual([]);
});

test.each<[string, (service: ServiceBuilder) => void, object]>([
  [
    'a template that names an unknown service',
    (beacon) => beacon.args('--url', `x ${serviceTemplate('ell', 'http')}`),
    { code: 'unknown-service', field: 'args[2]', column: 3, hint: 'did you mean "el"?' },
  ],
  [
    'a template that names an unknown port',
    (beacon) => beacon.env('URL', serviceTemplate('el', 'htpp')),
    { code: 'unknown-port', field: 'env.URL', column: 1, hint: 'did you mean "http"?' },
  ],
  [
    'a template that cannot be read',
    (beacon) => beacon.args('{{Port "x"}}'),
    { code: 'invalid-template', field: 'args[1]', column: 1 },
  ],
  [
    'a template whose number is not the declared one',
    (beacon) => beacon.port('http', 3500).args(portTemplate('http', 3501)),
    { code: 'port-mismatch', field: 'args[1]', message: 'port "http" is 3501 here and 3500 in the service\'s ports' },
  ],
  ['a bootnode that there is not', (beacon) => beacon.args('{{Bootnode}}'), { code: 'no-bootnode', field: 'args[1]' }],
  [
    'an unknown dependency',
    (beacon) => beacon.dependsOn('eel', 'running'),
    { code: 'unknown-service', field: 'depends_on[0]', hint: 'did you mean "el"?' },
  ],
  [
    'health that nothing checks',
    (beacon) => beacon.dependsOn('el'),
    { code: 'unchecked-health', field: 'depends_on[0]' },
  ],
  [
    'a circle',
    (beacon) => beacon.dependsOn('beacon', 'running'),
    { code: 'dependency-cycle', message: 'they wait for each other: beacon → beacon' },
  ],
  [
    'one name for two ports',
    (beacon) => beacon.port('p', 1).port('p', 2),
    { code: 'duplicate-port', field: 'ports[1]', message: 'port "p" (tcp) is both 1 and 2' },
  ],
  [
    'one number for two ports',
    (beacon) => beacon.port('p', 1).port('q', 1),
    { code: 'duplicate-port', message: 'ports "p" and "q" are both 1/tcp' },
  ],
  ['a port that is none', (beacon) => beacon.port('p', 0), { code: 'invalid-port', field: 'ports[0]' }],
  ['nothing to run', (beacon) => beacon.image('', ''), { code: 'nothing-to-run', field: 'image' }],
  ['an empty check', (beacon) => beacon.readyCheck({}), { code: 'invalid-check', field: 'ready_check' }],
  [
    'a check of no known form',
    (beacon) => beacon.readyCheck({ test: ['curl'] }),
    { code: 'invalid-check', field: 'ready_check.test[0]' },
  ],
  [
    'a file outside the session folder',
    (beacon) => beacon.artifact('/data/x', '../x'),
    { code: 'invalid-file', field: 'files_mapped["/data/x"]' },
  ],
  [
    'a lifecycle without commands',
    (beacon) => Object.assign(beacon.draft, { lifecycleHooks: true }),
    { code: 'invalid-lifecycle', field: 'lifecycle_hooks' },
  ],
])('%s', (_title, change, expected) => {
  const problems = validate(withService(change)).filter(({ field }) => !field.startsWith('node_refs'));
  expect(problems).toEqual([expect.objectContaining({ service: 'beacon', ...expected })]);
  expect(problems[0]?.hint).toBeTruthy();
});

test.each(['', 'a b', '-x', 'a/b', 'ä'])('"%s" names no service', (name) => {
  const builder = new ManifestBuilder();
  builder.service(name).image('x', '1');
  expect(validate(builder.build())).toMatchObject([{ code: 'invalid-name', field: 'name' }]);
});

test('two services of one name', () => {
  const builder = new ManifestBuilder();
  builder.service('el').image('x', '1');
  builder.service('el').image('x', '1');
  expect(validate(builder.build())).toMatchObject([{ code: 'duplicate-service', service: 'el' }]);
});

test('a bootnode or a reference that names nobody', () => {
  const manifest = withService(() => {});
  const ref = { service: 'nobody', portLabel: 'x', protocol: '', user: '' };
  manifest.services[0]?.nodeRefs.push(ref);
  expect(validate({ ...manifest, bootnode: { service: 'boot', id: '' } })).toMatchObject([
    { code: 'unknown-service', service: 'el', field: 'node_refs[0]' },
    { code: 'unknown-service', field: 'bootnode' },
  ]);
});

test('one problem is one line with file, service, argument and column', () => {
  const manifest = withService((beacon) => beacon.args('{{Prot "a" 1}}'));
  expect(() => assertValid(manifest, 'manifest.json')).toThrow(
    expect.objectContaining({
      code: 'invalid-manifest',
      message: 'manifest.json: service "beacon", args[1], column 3: there is no template function "Prot"',
      hint: 'did you mean {{Port "http" 8545}}?',
    }),
  );
});

test('all problems come at once', () => {
  const manifest = withService((beacon) => beacon.args('{{Port}}').dependsOn('nobody').port('p', 0));
  expect(() => assertValid(manifest)).toThrow(
    /^the manifest has 3 problems:(\n {2}service "beacon", [^\n]+\(.+\)){3}$/,
  );
});
