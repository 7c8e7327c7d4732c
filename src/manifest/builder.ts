import { isPlaygroundError } from '../lib/errors.ts';
import type { Bootnode, DependencyCondition, Manifest, Protocol, ReadyCheck, Service } from './service.ts';
import { SIDECAR_LABEL, towardsSidecars } from './sidecar.ts';
import { parseTemplate, type TemplateNode } from './template.ts';
import { serviceTexts } from './texts.ts';

/**
 * Collects services in the order in which they are named; `build` completes them: ports and references that only
 * templates mention are declared, and dependencies on health are turned to health monitors.
 */
export class ManifestBuilder {
  /** Small text files of the session folder that belong to a component rather than to the chain. */
  readonly files: { path: string; content: string }[] = [];
  readonly #services: ServiceBuilder[] = [];
  #bootnode: Bootnode | undefined;

  service(name: string): ServiceBuilder {
    const service = new ServiceBuilder(name);
    this.#services.push(service);
    return service;
  }

  get(name: string): ServiceBuilder | undefined {
    return this.#services.find((service) => service.draft.name === name);
  }

  file(path: string, content: string): this {
    this.files.push({ path, content });
    return this;
  }

  bootnode(bootnode: Bootnode): this {
    this.#bootnode = bootnode;
    return this;
  }

  build(sessionId?: string): Manifest {
    const drafts = this.#services.map((service) => service.draft);
    const services = drafts.map((draft) => ({
      ...declareTemplated(draft),
      dependsOn: towardsSidecars(draft.dependsOn, drafts),
    }));
    return {
      ...(sessionId === undefined ? {} : { sessionId }),
      services,
      ...(this.#bootnode === undefined ? {} : { bootnode: this.#bootnode }),
    };
  }
}

/** One service, described step by step. Arguments are appended, names replace. */
export class ServiceBuilder {
  readonly draft: Service;

  constructor(name: string) {
    this.draft = emptyService(name);
  }

  image(image: string, tag: string): this {
    return this.#set({ image, tag });
  }

  entrypoint(entrypoint: string): this {
    return this.#set({ entrypoint });
  }

  args(...args: string[]): this {
    this.draft.args.push(...args);
    return this;
  }

  /** Arguments of a run of the same program that must end well before the service starts. */
  prepare(...args: string[]): this {
    return this.#set({ prepare: [...(this.draft.prepare ?? []), args] });
  }

  env(name: string, value: string): this {
    this.draft.env[name] = value;
    return this;
  }

  label(name: string, value: string): this {
    this.draft.labels[name] = value;
    return this;
  }

  /** The service that watches this one: whoever waits for this one's health waits for that. */
  watchedBy(sidecar: string): this {
    return this.label(SIDECAR_LABEL, sidecar);
  }

  /** Only for ports that no template mentions. */
  port(name: string, port: number, protocol: Protocol = 'tcp'): this {
    this.draft.ports.push({ name, port, protocol, hostPort: 0 });
    return this;
  }

  /** Maps a file or folder of the session folder. */
  artifact(containerPath: string, artifact: string): this {
    this.draft.filesMapped[containerPath] = artifact;
    return this;
  }

  volume(containerPath: string, name: string, options: { local?: boolean } = {}): this {
    this.draft.volumesMapped[containerPath] = { name, isLocal: options.local ?? false };
    return this;
  }

  dependsOn(name: string, condition: DependencyCondition = 'healthy'): this {
    this.draft.dependsOn.push({ name, condition });
    return this;
  }

  readyCheck(check: Partial<ReadyCheck>): this {
    const defaults = { queryUrl: '', test: [], interval: 0, startPeriod: 0, timeout: 0, retries: 0 };
    return this.#set({ readyCheck: { ...defaults, ...check } });
  }

  component(component: string): this {
    return this.#set({ component });
  }

  hostPath(hostPath: string): this {
    return this.#set({ hostPath });
  }

  #set(values: Partial<Service>): this {
    Object.assign(this.draft, values);
    return this;
  }
}

export function emptyService(name: string): Service {
  return {
    name,
    args: [],
    env: {},
    labels: {},
    ports: [],
    nodeRefs: [],
    dependsOn: [],
    filesMapped: {},
    volumesMapped: {},
  };
}

/** A copy of the service that declares every port and reference that its templates mention. */
export function declareTemplated(service: Service): Service {
  const ports = [...service.ports];
  const nodeRefs = [...service.nodeRefs];
  for (const node of serviceTexts(service).flatMap(({ text }) => nodesOf(text))) {
    if (node.kind === 'port') {
      const { name, port, protocol } = node;
      const known = ports.some((other) => other.name === name && other.protocol === protocol);
      if (!known) ports.push({ name, port, protocol, hostPort: 0 });
    }
    if (node.kind === 'service') {
      const { service: target, portLabel, protocol, user } = node;
      const known = nodeRefs.some(
        (ref) =>
          ref.service === target && ref.portLabel === portLabel && ref.protocol === protocol && ref.user === user,
      );
      if (!known) nodeRefs.push({ service: target, portLabel, protocol, user });
    }
  }
  return { ...service, ports, nodeRefs };
}

/** A broken template declares nothing here: `validate` reports it with its place. */
function nodesOf(text: string): TemplateNode[] {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (isPlaygroundError(error)) return [];
    throw error;
  }
}
