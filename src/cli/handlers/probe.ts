import { findSession } from '../../session/find-session.ts';
import { probeSession } from '../../session/probe-session.ts';
import type { Invocation } from '../command.ts';
import { table } from '../ui/table.ts';

export async function probe({ words, output }: Invocation): Promise<number> {
  const { name, service } = await split(words);
  const answers = await probeSession(name === undefined ? {} : { name }, service);
  const healthy = answers.every((answer) => answer.healthy);
  if (output.json) {
    output.document(answers);
    return healthy ? 0 : 1;
  }
  const { palette } = output;
  const rows = answers.map((answer) => [
    palette.name(answer.service),
    answer.healthy ? palette.good('healthy') : palette.bad('unhealthy'),
    answer.answer,
    palette.faint(answer.check ?? ''),
  ]);
  for (const line of table(rows)) output.line(line);
  return healthy ? 0 : 1;
}

/** A single word is a session if there is one of that name, and a service of the latest one otherwise. */
async function split([first, second]: readonly string[]): Promise<{ name?: string; service?: string }> {
  if (first === undefined) return {};
  if (second !== undefined) return { name: first, service: second };
  const session = await findSession({ name: first }).catch(() => undefined);
  return session === undefined ? { service: first } : { name: first };
}
