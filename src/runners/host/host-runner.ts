import { hostAddressing } from '../../targets/host/host-addressing.ts';
import { type RenderHostOptions, renderHost } from '../../targets/host/render-host.ts';
import type { Runner, RunRequest } from '../runner.ts';
import { endLeftovers } from './end-leftovers.ts';
import { type FoundProgram, findProgram, ownExecutable } from './find-program.ts';
import { HostRun } from './host-run.ts';
import { type HostStep, planHost, printablePlan } from './plan-host.ts';
import { PortClaims } from './port-claims.ts';
import { ask } from './probe.ts';
import { Reaper } from './reaper.ts';

/** Milliseconds for a check that somebody asks for by hand. */
const CHECK_TIMEOUT = 10_000;

export interface HostRunnerOptions {
  /** How our own executable is run; the one that runs now where absent. */
  own?: FoundProgram;
}

/** Runs the services as processes of this machine. */
export function createHostRunner({ own = ownExecutable() }: HostRunnerOptions = {}): Runner {
  const steps = async (request: RunRequest, ports: () => Record<string, number>) => {
    const options: RenderHostOptions = { overrides: request.overrides };
    const render = () => {
      const { dir, bindExternal } = request;
      return renderHost(request.manifest, hostAddressing({ dir, ports: ports(), bindExternal }), options);
    };
    const programs = new Map<string, FoundProgram>();
    for (const { service, program } of render()) programs.set(service, await findProgram(service, program, own));
    return (): HostStep[] => planHost(render(), programs);
  };
  return {
    name: 'host',
    place: 'host',
    endLeftovers,
    async runCheck(_traces, _service, command, dir) {
      const reaper = new Reaper();
      try {
        return await ask({ kind: 'command', command: [...command] }, CHECK_TIMEOUT, dir, reaper);
      } finally {
        await reaper.close();
      }
    },
    // All that a run on this machine keeps is in the session folder.
    removeData: async () => {},
    async plan(request) {
      const render = await steps(request, () => ({ ...request.preferredPorts }));
      return { steps: printablePlan(render()) };
    },
    async start(request, emit, signal) {
      const claims = new PortClaims(request);
      const render = await steps(request, () => claims.numbers);
      try {
        await claims.claimAll(request.manifest, request.preferredPorts);
      } catch (error) {
        claims.releaseAll();
        throw error;
      }
      const run = new HostRun(request, emit, claims, render);
      await run.start(signal);
      return run;
    },
  };
}
