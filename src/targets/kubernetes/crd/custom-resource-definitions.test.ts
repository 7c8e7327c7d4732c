import { expect, test } from 'vitest';
import { customResourceDefinitions } from './custom-resource-definitions.ts';

test('there is a definition of each kind, with its short name and what `get` shows', () => {
  expect(
    customResourceDefinitions().map(({ metadata, spec }) => [
      metadata.name,
      spec.names.shortNames,
      spec.versions[0].additionalPrinterColumns.map(({ name, priority }) => (priority ? `${name} (wide)` : name)),
    ]),
  ).toEqual([
    [
      'builderplaygrounddeployments.playground.flashbots.io',
      ['bpd'],
      ['Ready', 'Topology', 'Age', 'Reason (wide)', 'Message (wide)'],
    ],
    [
      'builderplaygrounds.playground.flashbots.io',
      ['bp'],
      ['Ready', 'Recipe', 'Topology', 'Age', 'Reason (wide)', 'Message (wide)'],
    ],
  ]);
});

test('what can be left out has the default that the documentation names', () => {
  const schema = customResourceDefinitions()[0]?.spec.versions[0].schema.openAPIV3Schema.properties?.spec?.properties;
  const service = schema?.services?.items?.properties;
  expect({
    topology: schema?.topology?.default,
    reclaimPolicy: schema?.storage?.properties?.reclaimPolicy?.default,
    source: schema?.artifacts?.properties?.source?.default,
    protocol: service?.ports?.items?.properties?.protocol?.default,
    condition: service?.dependencies?.items?.properties?.condition?.default,
  }).toEqual({ topology: 'pod', reclaimPolicy: 'Delete', source: 'generate', protocol: 'TCP', condition: 'healthy' });
});
