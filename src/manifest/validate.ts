import { findCycle } from './graph.ts';
import { type Problem, problemsError } from './problem.ts';
import type { Manifest, Port, Service } from './service.ts';
import { HOST_EXECUTION_LABEL, SIDECAR_LABEL } from './sidecar.ts';
import { unknownPort, unknownService } from './unknown-name.ts';
import { validateTemplates } from './validate-templates.ts';

/** Everything that is wrong with a manifest, in the order of its services; nothing where it can be run. */
export function validate(manifest: Manifest): Problem[] {
  const { services, bootnode } = manifest;
  const cycle = findCycle(services);
  const byName = new Map(services.toReversed().map((service) => [service.name, service]));
  return [
    ...services.flatMap((service) => [
      ...validateName(service, byName),
      ...validateProgram(service),
      ...validatePorts(service),
      ...validateDependencies(service, services, byName),
      ...validateReferences(service, services, byName),
      ...validateReadyCheck(service),
      ...validateFiles(service),
      ...validateTemplates(service, manifest, byName),
    ]),
    ...(cycle === undefined ? [] : [cycleProblem(cycle)]),
    ...(bootnode === undefined || byName.has(bootnode.service)
      ? []
      : [{ field: 'bootnode', ...unknownService(bootnode.service, services) }]),
  ];
}

/** Throws `PlaygroundError` `invalid-manifest` with every problem, or does nothing. */
export function assertValid(manifest: Manifest, source?: string): void {
  const problems = validate(manifest);
  if (problems.length > 0) throw problemsError(problems, source);
}

/** The first service of each name. */
type ByName = ReadonlyMap<string, Service>;

function validateName(service: Service, byName: ByName): Problem[] {
  const { name } = service;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) {
    const hint = 'use letters, digits, "-", "_" and ".", and begin with a letter or digit';
    return [{ code: 'invalid-name', service: name, field: 'name', message: `"${name}" cannot name a service`, hint }];
  }
  if (byName.get(name) === service) return [];
  const message = `there are two services "${name}"`;
  return [{ code: 'duplicate-service', service: name, field: 'name', message, hint: 'rename or remove one of them' }];
}

function validateProgram(service: Service): Problem[] {
  const { name, image, hostPath, lifecycleHooks, init, start, labels, args } = service;
  if (lifecycleHooks) {
    const problem = { code: 'invalid-lifecycle', service: name, field: 'lifecycle_hooks' };
    if (start === undefined && (init ?? []).length === 0) {
      return [{ ...problem, message: 'it has neither init nor start', hint: 'give the commands to run' }];
    }
    if (hostPath === undefined && args.length === 0) return [];
    return [
      { ...problem, message: 'it also has host_path or args', hint: 'lifecycle hooks replace them: remove them' },
    ];
  }
  if (image || hostPath || labels[HOST_EXECUTION_LABEL] === 'true') return [];
  const message = 'nothing says what to run';
  return [{ code: 'nothing-to-run', service: name, field: 'image', message, hint: 'give an image or a host_path' }];
}

function validatePorts(service: Service): Problem[] {
  return service.ports.flatMap((port, i) => {
    const problem = (code: string, message: string, hint: string): Problem[] => [
      { code, service: service.name, field: `ports[${i}]`, message, hint },
    ];
    if (!Number.isInteger(port.port) || port.port < 1 || port.port > 65_535) {
      return problem('invalid-port', `port "${port.name}" has the number ${port.port}`, 'ports go from 1 to 65535');
    }
    const earlier = service.ports.slice(0, i).find((other) => clashes(other, port));
    if (earlier === undefined) return [];
    if (earlier.name === port.name) {
      const numbers = earlier.port === port.port ? `twice ${port.port}` : `both ${earlier.port} and ${port.port}`;
      return problem('duplicate-port', `port "${port.name}" (${port.protocol}) is ${numbers}`, 'keep one of them');
    }
    const message = `ports "${earlier.name}" and "${port.name}" are both ${port.port}/${port.protocol}`;
    return problem('duplicate-port', message, 'give one of them another number');
  });
}

function clashes(a: Port, b: Port): boolean {
  return a.protocol === b.protocol && (a.name === b.name || a.port === b.port);
}

function validateDependencies(service: Service, services: readonly Service[], byName: ByName): Problem[] {
  return service.dependsOn.flatMap(({ name, condition }, i): Problem[] => {
    const place = { service: service.name, field: `depends_on[${i}]` };
    const target = byName.get(name);
    if (target === undefined) return [{ ...place, ...unknownService(name, services) }];
    if (condition === 'running' || target.readyCheck !== undefined) return [];
    const sidecar = target.labels[SIDECAR_LABEL];
    if (sidecar !== undefined && byName.has(sidecar)) return [];
    const message = `it waits for "${name}" to be healthy, which nothing checks`;
    return [{ ...place, code: 'unchecked-health', message, hint: `give "${name}" a ready check, or wait for running` }];
  });
}

function validateReferences(service: Service, services: readonly Service[], byName: ByName): Problem[] {
  return service.nodeRefs.flatMap((ref, i): Problem[] => {
    const place = { service: service.name, field: `node_refs[${i}]` };
    const target = byName.get(ref.service);
    if (target === undefined) return [{ ...place, ...unknownService(ref.service, services) }];
    const known = target.ports.some((port) => port.name === ref.portLabel);
    return known ? [] : [{ ...place, ...unknownPort(ref.portLabel, target) }];
  });
}

function validateReadyCheck({ name, readyCheck }: Service): Problem[] {
  if (readyCheck === undefined) return [];
  const problem = { service: name, field: 'ready_check' };
  if (readyCheck.queryUrl === '' && readyCheck.test.length === 0) {
    const hint = 'give query_url or test';
    return [{ ...problem, code: 'invalid-check', message: 'it checks nothing', hint }];
  }
  const [form] = readyCheck.test;
  if (form === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(form)) return [];
  const hint = 'begin with CMD (program and arguments) or CMD-SHELL (one line)';
  return [{ ...problem, field: 'ready_check.test[0]', code: 'invalid-check', message: `"${form}" is no form`, hint }];
}

/** A manifest may come from elsewhere: what it maps must not leave the session folder. */
function validateFiles(service: Service): Problem[] {
  return Object.entries(service.filesMapped)
    .filter(([, artifact]) => artifact.startsWith('/') || artifact.split('/').includes('..'))
    .map(([path, artifact]) => ({
      code: 'invalid-file',
      service: service.name,
      field: `files_mapped["${path}"]`,
      message: `"${artifact}" is not inside the session folder`,
      hint: 'give a path relative to the session folder, without ".."',
    }));
}

function cycleProblem(cycle: string[]): Problem {
  const [service = ''] = cycle;
  const message = `they wait for each other: ${cycle.join(' → ')}`;
  return { code: 'dependency-cycle', service, field: 'depends_on', message, hint: 'remove one of these dependencies' };
}
