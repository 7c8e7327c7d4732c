import { PlaygroundError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { findSession } from '../../session/find-session.ts';
import type { Endpoint } from '../../session/session.ts';
import { sessionPorts } from '../../session/session-ports.ts';
import type { Invocation } from '../command.ts';
import type { Output } from '../output.ts';
import { table } from '../ui/table.ts';

export async function port({ words, flags, output }: Invocation): Promise<number> {
  return flags.list === true ? listPorts(words, output) : onePort(words, output);
}

async function listPorts(words: readonly string[], output: Output): Promise<number> {
  const { session, rest } = await splitSession(words, 1);
  const endpoints = await sessionPorts(session);
  const [service] = rest;
  const shown = service === undefined ? endpoints : endpointsOf(endpoints, service);
  if (output.json) {
    output.document(shown);
    return 0;
  }
  const header = ['SERVICE', 'PORT', 'PROTOCOL', 'NUMBER', 'ADDRESS'].map(output.palette.faint);
  const rows = shown.map((endpoint) => [
    output.palette.name(endpoint.service),
    endpoint.port,
    endpoint.protocol,
    String(endpoint.hostPort),
    endpoint.url,
  ]);
  for (const line of table([header, ...rows])) output.line(line);
  return 0;
}

async function onePort(words: readonly string[], output: Output): Promise<number> {
  if (words.length < 2) {
    throw new PlaygroundError('missing-argument', 'playground port needs a service and a port', {
      kind: 'usage',
      hint: 'usage: playground port [session] <service> <port>, or playground port --list',
    });
  }
  const [name = '', service = '', ...before] = [...words].reverse();
  const endpoints = endpointsOf(await sessionPorts(before[0] === undefined ? {} : { name: before[0] }), service);
  const found = endpoints.find((endpoint) => endpoint.port === name);
  if (found === undefined)
    throw unknown(
      'port',
      name,
      endpoints.map((endpoint) => endpoint.port),
      `service ${service} has no`,
    );
  if (output.json) output.document(found);
  else output.line(String(found.hostPort));
  return 0;
}

function endpointsOf(endpoints: readonly Endpoint[], service: string): Endpoint[] {
  const own = endpoints.filter((endpoint) => endpoint.service === service);
  if (own.length > 0) return own;
  throw unknown('service', service, new Set(endpoints.map((endpoint) => endpoint.service)), 'the session has no');
}

/** Before `most` other words there may be a session; a single word is one if there is a session of that name. */
async function splitSession(words: readonly string[], most: number) {
  const [first, ...rest] = words;
  if (first === undefined) return { session: {}, rest };
  if (words.length > most) return { session: { name: first }, rest };
  const known = await findSession({ name: first }).catch(() => undefined);
  return known === undefined ? { session: {}, rest: words } : { session: { name: first }, rest };
}

function unknown(what: string, name: string, known: Iterable<string>, start: string): PlaygroundError {
  const names = [...known];
  const guess = nearest(name, names);
  return new PlaygroundError(`unknown-${what}`, `${start} ${what} "${name}" with a number`, {
    kind: 'usage',
    hint: guess === undefined ? `there are: ${names.join(', ')}` : `did you mean ${guess}?`,
  });
}
