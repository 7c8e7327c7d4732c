import { isIP } from 'node:net';
import type { DeploymentService, DeploymentSpec } from '../crd/deployment-schema.ts';
import { SPEC_RULES } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { isDomainName } from './label-syntax.ts';
import { problem, ruleProblem } from './problem-at.ts';
import { repeated } from './repeated.ts';
import { noPort, noService } from './unknown-name.ts';

/** What can be reached from outside, and what is reached outside. */
export function validateNetwork({ network, bootnode, hostExecution, services }: DeploymentSpec): ResourceProblem[] {
  const expose = network?.expose ?? [];
  const at = 'spec.network.expose';
  return [
    ...expose.flatMap((entry, i) => exposeProblems(entry, `${at}[${i}]`, services)),
    ...repeated(expose, ({ service, port }) => `${service}/${port}`).map(([i]) =>
      problem('duplicate-port', `${at}[${i}]`, 'the same port is exposed twice', 'keep one of them'),
    ),
    ...nodePortProblems(expose, at),
    ...bootnodeProblems(bootnode, services),
    ...addressProblems(hostExecution?.address),
  ];
}

type Expose = NonNullable<NonNullable<DeploymentSpec['network']>['expose']>[number];

function exposeProblems({ service, port }: Expose, path: string, services: readonly DeploymentService[]) {
  const target = services.find(({ name }) => name === service);
  if (target === undefined) {
    return [ruleProblem(SPEC_RULES.exposedPortExists, `${path}.service`, noService(service, services))];
  }
  if (target.useHostExecution) {
    const message = `${service} runs outside of the cluster: a port of a node would lead nowhere`;
    return [problem('exposed-outside', `${path}.service`, message, 'reach it where it runs, or run it in the cluster')];
  }
  const known = (target.ports ?? []).some(({ name }) => name === port);
  return known ? [] : [ruleProblem(SPEC_RULES.exposedPortExists, `${path}.port`, noPort(port, target))];
}

function nodePortProblems(expose: readonly Expose[], at: string): ResourceProblem[] {
  const chosen = expose.flatMap(({ nodePort }, i) => (nodePort === undefined ? [] : [{ nodePort, i }]));
  return repeated(chosen, ({ nodePort }) => String(nodePort)).flatMap(([later]) => {
    const entry = chosen[later];
    if (entry === undefined) return [];
    const path = `${at}[${entry.i}].nodePort`;
    return [problem('duplicate-port', path, `${entry.nodePort} is given to two ports`, 'choose another number')];
  });
}

/** Others find a bootnode at its port `rpc`. */
function bootnodeProblems(bootnode: DeploymentSpec['bootnode'], services: readonly DeploymentService[]) {
  if (bootnode === undefined) return [];
  const path = 'spec.bootnode.service';
  const target = services.find(({ name }) => name === bootnode.service);
  if (target === undefined) {
    return [ruleProblem(SPEC_RULES.bootnodeExists, path, noService(bootnode.service, services))];
  }
  if ((target.ports ?? []).some(({ name }) => name === 'rpc')) return [];
  return [problem('unknown-port', path, `service "${target.name}" has no port "rpc"`, 'others look for it there')];
}

function addressProblems(address: string | undefined): ResourceProblem[] {
  if (address === undefined) return [];
  const path = 'spec.hostExecution.address';
  if (isIP(address) === 0) {
    if (address.includes('.') && isDomainName(address) && !/^[\d.]+$/.test(address)) return [];
    const hint = 'write an IP address, or a name with its domain';
    return [problem('invalid-address', path, `"${address}" is not an address`, hint)];
  }
  if (!/^(?:127\.|0\.0\.0\.0$|169\.254\.|22[4-9]\.|23\d\.|::1?$|fe80:|ff)/i.test(address)) return [];
  const hint = 'give the address of the interface that faces the cluster';
  return [problem('invalid-address', path, `pods cannot reach ${address}`, hint)];
}
