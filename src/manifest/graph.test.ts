import { expect, test } from 'vitest';
import { emptyService, ManifestBuilder } from './builder.ts';
import { toDot } from './dot.ts';
import { findCycle } from './graph.ts';
import { toMermaid } from './mermaid.ts';
import type { Service } from './service.ts';
import { portTemplate, serviceTemplate } from './template.ts';

function services(edges: Record<string, string[]>): Service[] {
  return Object.entries(edges).map(([name, waitsFor]) => ({
    ...emptyService(name),
    dependsOn: waitsFor.map((target) => ({ name: target, condition: 'running' as const })),
  }));
}

test('names a circle from the service where it is first met', () => {
  expect(findCycle(services({ el: [], a: ['el', 'b'], b: ['c'], c: ['b'] }))).toEqual(['b', 'c', 'b']);
  expect(findCycle(services({ self: ['self'] }))).toEqual(['self', 'self']);
  expect(findCycle(services({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeUndefined();
  expect(findCycle(services({ a: ['b', 'b', 'gone'], b: [] }))).toBeUndefined();
});

test('goes along a chain of any length', () => {
  const chain = Array.from({ length: 20_000 }, (_, i): [string, string[]] => [`s${i}`, [`s${i + 1}`]]);
  expect(findCycle(services(Object.fromEntries(chain)))).toBeUndefined();
  expect(findCycle(services(Object.fromEntries([...chain, ['s20000', ['s19999']]])))).toEqual([
    's19999',
    's20000',
    's19999',
  ]);
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
