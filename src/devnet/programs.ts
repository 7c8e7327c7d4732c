import type { DevnetProgram } from './program.ts';

/** The programs by name, each loaded only when it is run: none of them pays for the libraries of another. */
export const DEVNET_PROGRAMS: Record<string, () => Promise<DevnetProgram>> = {
  el: async () => (await import('./el/program.ts')).elProgram,
  beacon: async () => (await import('./beacon/program.ts')).beaconProgram,
  relay: async () => (await import('./relay/program.ts')).relayProgram,
  builder: async () => (await import('./builder/program.ts')).builderProgram,
  'cl-proxy': async () => (await import('./cl-proxy/program.ts')).clProxyProgram,
  healthmon: async () => (await import('./healthmon/program.ts')).healthmonProgram,
  probe: async () => (await import('./probe/program.ts')).probeProgram,
  wait: async () => (await import('./wait/program.ts')).waitProgram,
};
