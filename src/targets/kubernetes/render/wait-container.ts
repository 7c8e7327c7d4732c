import { PlaygroundError } from '../../../lib/errors.ts';
import type { DependencyCondition, Port, Service } from '../../../manifest/service.ts';
import { kubernetesName, serviceObjectName } from '../kubernetes-name.ts';
import { type Container, pullPolicy } from './container.ts';
import { readyName } from './network-services.ts';
import { referencesOf } from './references.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { containerSecurity } from './security.ts';

/** Waits for the services of other pods that a service depends on. */
export function waitContainers(context: RenderContext, { spec, resolved }: RenderedService): Container[] {
  return resolved.service.dependsOn.flatMap(({ name, condition }) => {
    const target = context.byName.get(name);
    const port = target && awaitedPort(resolved.service, target, condition);
    if (port === undefined) {
      if (condition === 'running') return [];
      throw noPort(spec.name, name);
    }
    const ready = condition === 'healthy' && !context.hostExecuted.has(name);
    const host = ready ? readyName(context.name, name) : serviceObjectName(context.name, name);
    return [waitContainer(context, name, `${host}:${port.port}`)];
  });
}

/**
 * The port that tells whether a service is up: one that is used, or its `http`. Others may be meant for the service
 * itself alone; only its readiness opens them all.
 */
function awaitedPort(from: Service, to: Service, condition: DependencyCondition): Port | undefined {
  const tcp = to.ports.filter(({ protocol }) => protocol === 'tcp');
  const used = new Set(
    referencesOf(from).flatMap(({ service, portLabel }) => (service === to.name ? [portLabel] : [])),
  );
  const likely = tcp.find(({ name }) => used.has(name)) ?? tcp.find(({ name }) => name === 'http');
  return likely ?? (condition === 'healthy' ? tcp[0] : undefined);
}

/** Waits for the services outside of the cluster that a service depends on. */
export function hostWaits(context: RenderContext, { resolved }: RenderedService): Container[] {
  return resolved.service.dependsOn.flatMap(({ name }) => {
    const port = context.hostExecuted.get(name)?.ports?.find(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
    if (port === undefined) return [];
    const address = `${serviceObjectName(context.name, name)}:${port.containerPort}`;
    const container = waitContainer(context, name, address);
    return [{ ...container, name: `${kubernetesName(resolved.service.name)}-${container.name}` }];
  });
}

function waitContainer(context: RenderContext, service: Service['name'], address: string): Container {
  return {
    name: `wait-${kubernetesName(service)}`,
    image: context.playgroundImage,
    imagePullPolicy: pullPolicy(context),
    args: ['devnet', 'wait', '--tcp', address],
    resources: { requests: { cpu: '10m', memory: '48Mi' } },
    securityContext: containerSecurity({ readOnlyRoot: true }),
  };
}

function noPort(service: string, dependency: string): PlaygroundError {
  return new PlaygroundError(
    'no-port-to-wait-for',
    `service "${service}" waits for "${dependency}" to be healthy, which has no TCP port to ask`,
    {
      kind: 'usage',
      hint: 'declare a port of it, wait for running, or use topology pod',
      details: { service, dependency },
    },
  );
}
