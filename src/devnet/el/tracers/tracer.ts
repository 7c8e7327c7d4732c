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
  const known = typeof name === 'string' && Object.hasOwn(TRACERS, name) ? TRACERS[name] : undefined;
  const start = name === undefined || name === null || name === '' ? structLogger : known;
  if (start === undefined)
    throw new RpcError(`tracer ${JSON.stringify(name)} not found; there are ${Object.keys(TRACERS).join(', ')}`);
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

type Listener<T> = (event: T, next?: () => void) => void;

/**
 * A listener that the machine waits for. The library would leave its error to a promise that nobody awaits, and wait
 * for ever; this one's error is kept for `check`, which throws it.
 */
export function awaitedListener<T>(listen: (event: T) => Promise<void>): { listener: Listener<T>; check(): void } {
  let failed: { error: unknown } | undefined;
  return {
    listener: (event, next) => {
      const settle = failed === undefined ? listen(event) : Promise.resolve();
      settle
        .catch((error: unknown) => {
          failed ??= { error };
        })
        .finally(() => next?.());
    },
    check: () => {
      if (failed !== undefined) throw failed.error;
    },
  };
}

/** The events of a virtual machine's interpreter. */
export function eventsOf(vm: VM): EVM['events'] {
  return (vm.evm as EVM).events;
}
