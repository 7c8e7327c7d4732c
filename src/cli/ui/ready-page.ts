import type { PrefundedAccount } from '../../artifacts/l1-constants.ts';
import type { Endpoint } from '../../session/session.ts';
import { formatSlot } from './format.ts';
import type { Palette } from './palette.ts';
import { table } from './table.ts';

export interface ReadyPage {
  sessionId: string;
  dir: string;
  endpoints: readonly Endpoint[];
  outputs: Readonly<Record<string, string>>;
  /** Absent where no execution client answers. */
  chainId?: number;
  /** Unix seconds. */
  genesisTime: number;
  /** Milliseconds. */
  slotDuration: number;
  accounts: readonly PrefundedAccount[];
  /** A command line to paste. */
  transaction?: string;
  detached: boolean;
  /** As the user types it. */
  program: string;
}

/** All that a user needs to work with a session, as lines. None is cut: keys and commands are there to be copied. */
export function readyPage(page: ReadyPage, palette: Palette): string[] {
  const { endpoints, outputs, accounts, transaction } = page;
  const sections = [
    titled(
      'Endpoints',
      endpoints.map(({ service, port, url }) => [palette.name(service), port, url]),
      palette,
    ),
    titled('Chain', chainRows(page), palette),
    titled(
      'Prefunded accounts',
      accounts.map(({ address, privateKey }) => [address, privateKey]),
      palette,
    ),
    titled('More', Object.entries(outputs), palette),
    transaction === undefined ? [] : [palette.heading('A transaction to try'), `  ${transaction}`],
    titled('Session', sessionRows(page, palette), palette),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines) => [...lines, '']);
}

function chainRows({ chainId, slotDuration, genesisTime }: ReadyPage): string[][] {
  return [
    ...(chainId === undefined ? [] : [['chain id', String(chainId)]]),
    ['block time', formatSlot(slotDuration)],
    ['genesis', `${new Date(genesisTime * 1000).toISOString().replace('.000Z', 'Z')} (${genesisTime})`],
  ];
}

function sessionRows({ sessionId, dir, detached, program }: ReadyPage, palette: Palette): string[][] {
  return [
    ['name', palette.name(sessionId)],
    ['folder', dir],
    ['logs', `${program} logs ${sessionId} <service> -f`],
    ['stop', detached ? `${program} stop ${sessionId}` : `Ctrl-C, or ${program} stop ${sessionId}`],
  ];
}

function titled(title: string, rows: readonly (readonly string[])[], palette: Palette): string[] {
  return rows.length === 0 ? [] : [palette.heading(title), ...table(rows, '  ')];
}
