import type { Port, ReadyCheck, Service, VolumeMapping } from './service.ts';

/** A target: the four questions that `resolve` asks about a place to run. Implementations are pure. */
export interface Addressing {
  /** The host that `from` uses to reach `to`. */
  hostOf(from: Service, to: Service): string;
  /** The number that `from` uses to reach `port` of `to`; with `from === to`, the number that `to` listens on. */
  portOf(from: Service, to: Service, port: Port): number;
  /** Where `service` finds a file or folder of the session folder that is mapped at `mountPath`. */
  artifactPath(service: Service, artifact: string, mountPath: string): string;
  /** Where `service` keeps the data of a volume that is mapped at `mountPath`. */
  volumePath(service: Service, volume: VolumeMapping, mountPath: string): string;
  /** What `{{.Dir}}` means to `service`: the session folder as it sees it. */
  artifactsDir(service: Service): string;
  /** The address that `service` binds where its arguments say `0.0.0.0`. */
  bindAddress(service: Service): string;
}

/** A service with every template answered and every mapped path rewritten: ready to be run or rendered. */
export interface ResolvedService {
  service: Service;
  entrypoint: string | undefined;
  args: string[];
  prepare: string[][];
  env: Record<string, string>;
  readyCheck: ReadyCheck | undefined;
}
