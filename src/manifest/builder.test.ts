import { expect, test } from 'vitest';
import { ManifestBuilder } from './builder.ts';
import { portTemplate, serviceTemplate, udpPortTemplate } from './template.ts';

test('templates declare ports and references, each once, in the order of arguments and environment', () => {
  const builder = new ManifestBuilder();
  builder
    .service('beacon')
    .args(
      '--udp',
      udpPortTemplate('p2p', 9000),
      '--tcp',
      portTemplate('p2p', 9000),
      '--again',
      portTemplate('p2p', 9000),
    )
    .args('--el', serviceTemplate('el', 'authrpc'))
    .env('ADDRESS', `0.0.0.0:${portTemplate('http', 3500)}`);
  const [beacon] = builder.build('pet').services;
  expect(beacon?.ports).toEqual([
    { name: 'p2p', port: 9000, protocol: 'udp', hostPort: 0 },
    { name: 'p2p', port: 9000, protocol: 'tcp', hostPort: 0 },
    { name: 'http', port: 3500, protocol: 'tcp', hostPort: 0 },
  ]);
  expect(beacon?.nodeRefs).toEqual([{ service: 'el', portLabel: 'authrpc', protocol: 'http', user: '' }]);
});

test('who waits for the health of a watched service waits for its monitor', () => {
  const builder = new ManifestBuilder();
  builder.service('early').dependsOn('beacon').dependsOn('beacon', 'running');
  builder.service('beacon').watchedBy('beacon_healthmon');
  builder.service('beacon_healthmon');
  expect(builder.build().services[0]?.dependsOn).toEqual([
    { name: 'beacon_healthmon', condition: 'healthy' },
    { name: 'beacon', condition: 'running' },
  ]);
});

test('without its monitor a service is waited for itself', () => {
  const builder = new ManifestBuilder();
  builder.service('beacon').watchedBy('beacon_healthmon');
  builder.service('relay').dependsOn('beacon');
  expect(builder.build().services[1]?.dependsOn).toEqual([{ name: 'beacon', condition: 'healthy' }]);
});

test('a broken template declares nothing and is left to validation', () => {
  const builder = new ManifestBuilder();
  builder.service('el').args('{{Port "http"', portTemplate('ws', 8546));
  expect(builder.build().services[0]?.ports.map((port) => port.name)).toEqual(['ws']);
});
