import { RECIPES } from '../../recipes/registry.ts';
import { findSession } from '../../session/find-session.ts';
import { listSessions } from '../../session/list-sessions.ts';
import type { SessionSummary } from '../../session/session-control.ts';
import { COMMANDS } from '../commands.ts';
import { type Candidate, type CompletionSource, completeWords } from '../complete-words.ts';
import type { Output } from '../output.ts';

const PROGRAMS = ['el', 'beacon', 'relay', 'builder', 'cl-proxy', 'healthmon', 'probe', 'wait'];

/** The hidden command behind the completion scripts. Never fails: without an answer there are no candidates. */
export async function complete(words: readonly string[], output: Output): Promise<number> {
  const candidates = await completeWords(words, COMMANDS, SOURCE).catch(() => []);
  output.write(candidates.map(completionLine).join(''));
  return 0;
}

function completionLine({ value, description }: Candidate): string {
  return description === '' ? `${value}\n` : `${value}\t${description}\n`;
}

const SOURCE: CompletionSource = {
  recipes: async () => RECIPES,
  sessions: async () => (await listSessions()).map(({ id, status }) => ({ value: id, description: status })),
  services: async (name) =>
    (await servicesOf(name)).map((service) => ({ value: service.name, description: 'service' })),
  ports: async (name, session) => {
    const ports = (await servicesOf(session)).find((service) => service.name === name)?.ports ?? [];
    return ports.map((port) => ({ value: port.name, description: String(port.hostPort) }));
  },
  programs: () => PROGRAMS.map((value) => ({ value, description: 'program' })),
};

async function servicesOf(name: string | undefined): Promise<NonNullable<SessionSummary['record']>['services']> {
  return (await findSession(name === undefined ? {} : { name })).record?.services ?? [];
}
