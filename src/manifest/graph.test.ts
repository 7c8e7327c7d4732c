import { expect, test } from 'vitest';
import { emptyService, ManifestBuilder } from './builder.ts';
import { toDot } from './dot.ts';
import { findCycle, startOrder } from './graph.ts';
import { toMermaid } from './mermaid.ts';
import type { Service } from './service.ts';
import { portTemplate, serviceTemplate } from './template.ts';

function services(edges: Record<string, string[]>): Service[] {
  return Object.entries(edges).map(([name, waitsFor]) => ({
    ...emptyService(name),
    dependsOn: waitsFor.map((target) => ({ name: target, condition: 'running' as const })),
  }));
}

test('starts dependencies first, otherwise in the order of the manifest', () => {
  const order = startOrder(services({ relay: ['beacon'], el: [], beacon: ['el'], other: [] }));
  expect(order.map(({ name }) => name)).toEqual(['el', 'beacon', 'relay', 'other']);
});

test('names a circle from the service where it is first met', () => {
  expect(findCycle(services({ el: [], a: ['el', 'b'], b: ['c'], c: ['b'] }))).toEqual(['b', 'c', 'b']);
  expect(findCycle(services({ self: ['self'] }))).toEqual(['self', 'self']);
  expect(findCycle(services({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeUndefined();
});

test('services of a circle come last', () => {
  const order = startOrder(services({ a: ['b'], b: ['a'], free: [] }));
  expect(order.map(({ name }) => name)).toEqual(['free', 'a', 'b']);
});

test('draws ports, references and what a wait for a monitor stands for', () => {
  const builder = new ManifestBuilder();
  builder.service('my-el').args(portTemplate('http', 8545)).watchedBy('my-el_healthmon');
  builder.service('my-el_healthmon');
  builder.service('relay').args(serviceTemplate('my-el', 'http')).dependsOn('my-el');
  const manifest = builder.build();
  expect(toDot(manifest)).toContain(
    '  my_el [label="my-el|{http:8545}"];\n  my_el_healthmon [label="my-el_healthmon"];',
  );
  expect(toDot(manifest)).toContain('  relay -> my_el [label="http"];\n  relay -> my_el [style=dashed');
  expect(toMermaid(manifest)).toBe(
    [
      'flowchart LR',
      '  my_el["my-el<br/>http:8545"]',
      '  my_el_healthmon["my-el_healthmon"]',
      '  relay["relay"]',
      '  relay -->|http| my_el',
      '  relay -.-> my_el',
      '',
    ].join('\n'),
  );
});
