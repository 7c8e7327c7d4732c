import { connect, isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { PlaygroundError } from '../../lib/errors.ts';
import { serviceObjectName } from '../../targets/kubernetes/kubernetes-name.ts';
import type { ClusterPlace, RunningService } from '../runner.ts';
import type { ClusterClient, ClusterObject } from './client/cluster-client.ts';
import { INSTANCE_LABEL, MANAGER, MANAGER_LABEL } from './cluster-objects.ts';

const SLICE = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
const SERVICE = { apiVersion: 'v1', kind: 'Service' };
/** Annotation: who runs the service, `host:pid`. */
const ATTACHED = 'playground.flashbots.io/attached';

interface ServiceObject extends ClusterObject {
  spec?: { ports?: { name: string; port: number; protocol: string }[] };
}

/** Tells a cluster where the services are that run outside of it, and takes it back. */
export class HostEndpoints {
  readonly #client: ClusterClient;
  readonly #place: ClusterPlace;
  readonly #me = `${hostname()}:${process.pid}`;
  #address: string | undefined;
  #services: string[] = [];
  #withdrawn = false;
  #last: Promise<void> = Promise.resolve();

  constructor(client: ClusterClient, place: ClusterPlace, address: string | undefined) {
    this.#client = client;
    this.#place = place;
    this.#address = address;
  }

  /** Throws `already-attached` where another process runs one of the services. */
  async claim(services: readonly string[]): Promise<void> {
    this.#services = [...services];
    for (const service of services) {
      const slice = await this.#client.get({ ...SLICE, ...this.#reference(service) });
      const by = (slice?.metadata.annotations as Record<string, string> | undefined)?.[ATTACHED];
      if (by === undefined || by === this.#me) continue;
      const { name, namespace } = this.#reference(service);
      throw new PlaygroundError('already-attached', `${service} is run by ${by} already`, {
        hint: `stop it there; if it is gone: kubectl delete endpointslice -n ${namespace} ${name}`,
        details: { service, by },
      });
    }
  }

  /** Says where the services are now. One call after the other. */
  publish(services: readonly RunningService[]): Promise<void> {
    this.#last = this.#last.catch(() => {}).then(() => this.#publish(services));
    return this.#last;
  }

  async withdraw(): Promise<void> {
    this.#withdrawn = true;
    await this.#last.catch(() => {});
    await Promise.all(this.#services.map((service) => this.#client.delete({ ...SLICE, ...this.#reference(service) })));
  }

  async #publish(services: readonly RunningService[]): Promise<void> {
    if (this.#withdrawn) return;
    this.#address ??= await addressTowards(this.#client.cluster.server);
    for (const service of services) {
      if (this.#services.includes(service.name)) await this.#apply(service, this.#address);
    }
  }

  async #apply({ name: service, ports }: RunningService, address: string): Promise<void> {
    const reference = this.#reference(service);
    const object = await this.#client.get<ServiceObject>({ ...SERVICE, ...reference });
    // Whatever the Service shows leads to the number that the process listens on.
    const shown = (object?.spec?.ports ?? []).flatMap(({ name, port, protocol }) => {
      const own = ports.find((one) => one.port === port && one.protocol.toUpperCase() === protocol);
      return own === undefined ? [] : [{ name, port: own.hostPort, protocol }];
    });
    if (shown.length === 0) return;
    await this.#client.apply({
      ...SLICE,
      metadata: {
        ...reference,
        labels: {
          'kubernetes.io/service-name': reference.name,
          [MANAGER_LABEL]: MANAGER,
          [INSTANCE_LABEL]: this.#place.name,
        },
        annotations: { [ATTACHED]: this.#me },
      },
      addressType: isIPv6(address) ? 'IPv6' : 'IPv4',
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: shown,
    } as ClusterObject);
  }

  #reference(service: string): { name: string; namespace: string } {
    const { name, namespace } = this.#place;
    return { name: serviceObjectName(name, service), namespace };
  }
}

/** The address of this machine from which it reaches the cluster, and at which the cluster is most likely to reach it. */
function addressTowards(server: string): Promise<string> {
  const { hostname: host, port, protocol } = new URL(server);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80), timeout: 5000 });
    socket.on('connect', () => {
      const { localAddress } = socket;
      socket.destroy();
      if (localAddress === undefined) reject(noAddress(server));
      else resolve(localAddress.replace(/^::ffff:/, ''));
    });
    socket.on('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.on('error', () => reject(noAddress(server)));
  });
}

function noAddress(server: string): PlaygroundError {
  return new PlaygroundError('no-address', `the address of this machine towards ${server} cannot be found out`, {
    kind: 'environment',
    hint: 'name the address at which pods reach it with --address',
  });
}
