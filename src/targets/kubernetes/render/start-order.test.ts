import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyService } from '../../../manifest/builder.ts';
import type { DependencyCondition, Service } from '../../../manifest/service.ts';
import { startOrder } from './start-order.ts';

type Wait = [name: string, condition: DependencyCondition];

function service(name: string, waits: Wait[] = [], references: string[] = []): Service {
  return {
    ...emptyService(name),
    dependsOn: waits.map(([target, condition]) => ({ name: target, condition })),
    args: references.map((target) => `{{Service "${target}" "http"}}`),
  };
}

function order(...services: Service[]) {
  const { sidecars, leaves, gated } = startOrder({ services });
  return { sidecars: sidecars.map(({ name }) => name), leaves: leaves.map(({ name }) => name), gated: [...gated] };
}

describe('startOrder', () => {
  it('starts what is depended on before what depends on it, and the rest after that', () => {
    expect(
      order(service('relay', [['beacon', 'running']]), service('beacon', [['el', 'healthy']]), service('el')),
    ).toEqual({
      sidecars: ['el', 'beacon'],
      leaves: ['relay'],
      gated: ['el'],
    });
  });

  it('has all that a gated check reaches run before it', () => {
    const monitor = service('beacon_healthmon', [], ['beacon']);
    const services = [
      service('el'),
      service('beacon', [], ['el', 'relay']),
      monitor,
      service('relay', [['beacon', 'running']], ['beacon']),
      service('validator', [['beacon_healthmon', 'healthy']]),
    ];
    expect(order(...services)).toEqual({
      sidecars: ['el', 'beacon', 'relay', 'beacon_healthmon'],
      leaves: ['validator'],
      gated: ['beacon_healthmon'],
    });
  });

  it('leaves an ordinary container where everything is depended on', () => {
    const { sidecars, leaves } = order(service('a', [['b', 'healthy']], ['c']), service('b', [], ['a']), service('c'));
    expect(leaves).toHaveLength(1);
    expect([...sidecars, ...leaves].sort()).toEqual(['a', 'b', 'c']);
  });

  it('names the services of a circle', () => {
    expect(() => order(service('a', [['b', 'running']]), service('b', [['a', 'healthy']]))).toThrow(
      expect.objectContaining({ code: 'dependency-cycle', message: expect.stringContaining('a → b → a') }),
    );
  });

  it('keeps every order that dependencies ask for, whatever the graph', () => {
    fc.assert(
      fc.property(anyGraph(), (services) => {
        const { sidecars, leaves } = startOrder({ services });
        const place = new Map([...sidecars, ...leaves].map(({ name }, i) => [name, i]));
        expect(place.size).toBe(services.length);
        expect(leaves.length).toBeGreaterThan(0);
        for (const { name, dependsOn } of services) {
          for (const target of dependsOn) expect(place.get(target.name)).toBeLessThan(place.get(name) ?? -1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Dependencies only lead back, so there is no circle; references lead anywhere. */
function anyGraph(): fc.Arbitrary<Service[]> {
  return fc
    .array(fc.record({ waits: fc.array(fc.nat(30)), references: fc.array(fc.nat(30)), healthy: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((nodes) => {
      const services = nodes.map(({ waits, references, healthy }, i) =>
        service(
          `s${i}`,
          i === 0 ? [] : [...new Set(waits.map((n) => n % i))].map((n) => [`s${n}`, healthy ? 'healthy' : 'running']),
          [...new Set(references.map((n) => n % nodes.length))].map((n) => `s${n}`),
        ),
      );
      return services.reverse();
    });
}
