import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declareTemplated, emptyService } from '../../../manifest/builder.ts';
import type { Service } from '../../../manifest/service.ts';
import { assertNoConflict, planPorts, podPort } from './plan-ports.ts';

const templated = (name: string, ...ports: [string, number][]): Service =>
  declareTemplated({ ...emptyService(name), args: ports.map(([port, number]) => `{{Port "${port}" ${number}}}`) });

const literal = (name: string, port: number): Service => ({
  ...emptyService(name),
  ports: [{ name: 'http', port, protocol: 'tcp', hostPort: 0 }],
});

const numbersOf = (services: Service[]) => {
  const plan = planPorts(services);
  return services.map((service) => service.ports.map((port) => podPort(plan, service, port)));
};

describe('planPorts', () => {
  it('lets the first keep its number and moves later ones to the next that nobody declares', () => {
    const services = [
      templated('el', ['http', 8545], ['ws', 8546]),
      templated('op-geth', ['http', 8545], ['ws', 8546]),
    ];
    expect(numbersOf(services)).toEqual([
      [8545, 8546],
      [8547, 8548],
    ]);
  });

  it('never moves a number that no template tells', () => {
    expect(numbersOf([templated('a', ['http', 8080]), literal('b', 8080)])).toEqual([[8081], [8080]]);
  });

  it('names both services of a conflict that nothing can solve', () => {
    const plan = planPorts([literal('caddy', 8080), literal('hub', 8080)]);
    expect(() => assertNoConflict(plan)).toThrow(
      expect.objectContaining({
        code: 'port-conflict',
        message: 'services "caddy" and "hub" both listen on port 8080, and share one pod',
      }),
    );
  });

  it('moves both protocols of a port together', () => {
    const both = (name: string) =>
      declareTemplated({ ...emptyService(name), args: ['{{Port "p2p" 9000}}', '{{PortUDP "p2p" 9000}}'] });
    expect(numbersOf([both('a'), both('b')])).toEqual([
      [9000, 9000],
      [9001, 9001],
    ]);
  });

  it('gives out no number twice', () => {
    const anyServices = fc.array(fc.array(fc.integer({ min: 8000, max: 8010 }), { maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(anyServices, (numbers) => {
        const services = numbers.map((ports, i) =>
          templated(`s${i}`, ...[...new Set(ports)].map((port): [string, number] => [`p${port}`, port])),
        );
        const given = numbersOf(services).flat();
        expect(new Set(given).size).toBe(given.length);
        expect(planPorts(services).free(8000)).not.toBe(given[0]);
      }),
    );
  });
});
