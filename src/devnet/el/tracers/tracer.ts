import type { EVM } from '@ethereumjs/evm';
import type { Address } from '@ethereumjs/util';
import type { RunTxResult, VM } from '@ethereumjs/vm';
import { invalidParams, RpcError } from '../rpc/rpc-error.ts';
import { callTracer } from './call-tracer.ts';
import { prestateTracer } from './prestate-tracer.ts';
import { structLogger } from './struct-logger.ts';

/** Watches a machine while it runs one transaction. `result` is asked for afterwards, before anything is undone. */
export interface Tracer {
  detach(): void;
  result(run: RunTxResult): Promise<unknown>;
}

export type StartTracer = (vm: VM, config: Record<string, unknown>, coinbase: Address) => Promise<Tracer>;

const TRACERS: Record<string, StartTracer> = {
  callTracer,
  prestateTracer,
  noopTracer: async () => ({ detach: () => {}, result: async () => ({}) }),
};

/** Runs with the tracer that the options of debug_trace* name; without one, with the struct logger. */
export async function traced(
  vm: VM,
  options: Record<string, unknown>,
  coinbase: Address,
  run: () => Promise<RunTxResult>,
): Promise<unknown> {
  const { tracer: name, tracerConfig } = options;
  const start = name === undefined || name === '' ? structLogger : TRACERS[String(name)];
  if (start === undefined)
    throw new RpcError(`tracer "${String(name)}" not found; there are ${Object.keys(TRACERS).join(', ')}`);
  if (tracerConfig !== undefined && tracerConfig !== null && typeof tracerConfig !== 'object') {
    throw invalidParams('invalid tracerConfig: expected an object');
  }
  const config = start === structLogger ? options : ((tracerConfig ?? {}) as Record<string, unknown>);
  const tracer = await start(vm, config, coinbase);
  try {
    return await tracer.result(await run());
  } finally {
    tracer.detach();
  }
}

/** The events of a virtual machine's interpreter. */
export function eventsOf(vm: VM): EVM['events'] {
  return (vm.evm as EVM).events;
}
