import { ApiError } from '@lodestar/api/server';
import type { Logger } from '../../../lib/log.ts';
import type { BeaconEvents } from '../beacon-events.ts';
import type { BuilderClient } from '../builder/builder-client.ts';
import type { BeaconChain } from '../chain/beacon-chain.ts';
import type { BlockImporter } from '../chain/block-importer.ts';
import type { ExecutionLink } from '../execution/execution-link.ts';
import type { FeeRecipients } from '../validators/fee-recipients.ts';

/** What the routes of the Beacon API work with. */
export interface ApiContext {
  chain: BeaconChain;
  events: BeaconEvents;
  importer: BlockImporter;
  execution: ExecutionLink;
  feeRecipients: FeeRecipients;
  builder: BuilderClient | undefined;
  /** Aborts when the node stops. */
  stopped: AbortSignal;
  log: Logger;
}

export function notFound(message: string): ApiError {
  return new ApiError(404, message);
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, message);
}
