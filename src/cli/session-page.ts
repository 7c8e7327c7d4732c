import { PREFUNDED_ACCOUNTS } from '../artifacts/l1-constants.ts';
import type { Session } from '../session/session.ts';
import { type ChainEndpoints, rpc } from './block-source.ts';
import { chainEndpoints } from './chain-endpoints.ts';
import type { Output } from './output.ts';
import { typedName } from './typed-name.ts';
import { dryRunPage } from './ui/dry-run-page.ts';
import { readyPage } from './ui/ready-page.ts';

const SHOWN_ACCOUNTS = 3;

export interface DescribeOptions {
  detached: boolean;
  dryRun: boolean;
  output: Output;
}

/** Prints where everything of a session is. */
export async function describeSession(session: Session, { detached, dryRun, output }: DescribeOptions): Promise<void> {
  if (dryRun) {
    if (output.json) output.document(dryRunDocument(session));
    else for (const line of dryRunPage(session, typedName(), output.palette)) output.line(line);
    return;
  }
  const page = { ...plainFacts(session), ...(await chainFacts(chainEndpoints(session.endpoints))), detached };
  if (output.json) output.document({ time: new Date().toISOString(), type: 'session', ...page });
  else for (const line of readyPage({ ...page, program: typedName() }, output.palette)) output.line(line);
}

function plainFacts({ id, dir, endpoints, outputs, genesisTime, slotDuration, readyAfter }: Session) {
  const accounts = PREFUNDED_ACCOUNTS.slice(0, SHOWN_ACCOUNTS);
  return { sessionId: id, dir, endpoints, outputs, genesisTime, slotDuration, readyAfter, accounts };
}

/** What only the running chain knows. A chain that stops just now is not worth an error. */
async function chainFacts(chain: ChainEndpoints | undefined): Promise<{ chainId?: number; transaction?: string }> {
  if (chain === undefined) return {};
  try {
    const chainId = Number(await rpc<string>(chain.rpcUrl, 'eth_chainId', []));
    const { sampleTransaction } = await import('./sample-transaction.ts');
    return { chainId, transaction: await sampleTransaction(chain.rpcUrl, chainId) };
  } catch {
    return {};
  }
}

function dryRunDocument({ id, dir, genesisTime, slotDuration, plan, deploymentFile, outputs, manifest }: Session) {
  const services = manifest.services.map(({ name }) => name);
  return {
    time: new Date().toISOString(),
    type: 'dry-run',
    sessionId: id,
    dir,
    genesisTime,
    slotDuration,
    services,
    outputs,
    ...(plan === undefined ? {} : { plan }),
    ...(deploymentFile === undefined ? {} : { deploymentFile }),
  };
}
