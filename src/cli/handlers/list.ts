import { findSession } from '../../session/find-session.ts';
import { listSessions } from '../../session/list-sessions.ts';
import type { SessionSummary } from '../../session/session-control.ts';
import type { Invocation } from '../command.ts';
import type { Output } from '../output.ts';
import { formatAge } from '../ui/format.ts';
import type { Paint } from '../ui/palette.ts';
import { table } from '../ui/table.ts';

export async function list({ words, output }: Invocation): Promise<number> {
  const [name] = words;
  if (name !== undefined) return listServices(await findSession({ name }), output);
  const sessions = await listSessions();
  if (output.json) output.document(sessions);
  else if (sessions.length === 0) output.line('There are no sessions; playground start l1 starts one.');
  else listAll(sessions, output);
  return 0;
}

function listAll(sessions: readonly SessionSummary[], output: Output): void {
  const { palette } = output;
  const header = ['SESSION', 'STATUS', 'RECIPE', 'STARTED', 'FOLDER'].map(palette.faint);
  const rows = sessions.map(({ id, dir, status, record }) => [
    palette.name(id),
    paintOf(status, output)(status),
    record?.recipe ?? '',
    record === undefined ? '' : `${formatAge(Date.now() - Date.parse(record.createdAt))} ago`,
    dir,
  ]);
  for (const line of table([header, ...rows])) output.line(line);
  for (const { id, problem } of sessions) {
    if (problem !== undefined) output.remark(`${id}: ${problem}`);
  }
}

function paintOf(status: SessionSummary['status'], { palette }: Output): Paint {
  if (status === 'ready') return palette.good;
  if (status === 'failed' || status === 'crashed' || status === 'unreadable') return palette.bad;
  return status === 'starting' || status === 'stopping' ? palette.busy : palette.faint;
}

function listServices(session: SessionSummary, output: Output): number {
  const services = session.record?.services ?? [];
  if (output.json) {
    output.document({ ...session, services });
    return 0;
  }
  const { palette } = output;
  const header = ['SERVICE', 'PID', 'PORTS', 'LOG'].map(palette.faint);
  const rows = services.map(({ name, pid, ports, log }) => [
    palette.name(name),
    pid === undefined ? '-' : String(pid),
    ports.map((port) => `${port.name}:${port.hostPort}`).join(' '),
    `${session.dir}/${log}`,
  ]);
  output.line(`${session.id}: ${paintOf(session.status, output)(session.status)}`);
  for (const line of table([header, ...rows])) output.line(line);
  return 0;
}
