import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { Protocol } from './service.ts';

/** One piece of an argument. Columns count characters from 1. */
export type TemplateNode =
  | { kind: 'text'; text: string; column: number }
  | { kind: 'port'; name: string; port: number; protocol: Protocol; column: number }
  | ServiceNode
  | { kind: 'dir'; column: number }
  | { kind: 'bootnode'; column: number };

/** `protocol` and `user` are empty in the two-argument form, which means `host:port`. */
export interface ServiceNode {
  kind: 'service';
  service: string;
  portLabel: string;
  protocol: string;
  user: string;
  column: number;
}

type Argument = { value: string | number; column: number };

const FUNCTIONS = ['Port', 'PortUDP', 'Service', 'Bootnode', '.Dir'];
const FORMS: Record<string, string> = {
  Port: '{{Port "http" 8545}}',
  PortUDP: '{{PortUDP "p2p" 9000}}',
  Service: '{{Service "el" "authrpc" "http" ""}} or {{Service "el" "authrpc"}}',
  Bootnode: '{{Bootnode}}',
  '.Dir': '{{.Dir}}',
};

/**
 * Parses `{{Port "n" 1}}`, `{{PortUDP "n" 1}}`, `{{Service "s" "port" "proto" "user"}}` (the last two arguments may
 * be left out), `{{.Dir}}` and `{{Bootnode}}`. Throws `PlaygroundError` `invalid-template` with `details.column`.
 */
export function parseTemplate(text: string): TemplateNode[] {
  const nodes: TemplateNode[] = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf('{{', position);
    const end = open === -1 ? text.length : open;
    if (end > position) nodes.push({ kind: 'text', text: text.slice(position, end), column: position + 1 });
    if (open === -1) break;
    const [node, next] = parseAction(text, open);
    nodes.push(node);
    position = next;
  }
  return nodes;
}

/** The text that `parseTemplate` turns into the same nodes. */
export function formatTemplate(nodes: readonly TemplateNode[]): string {
  return nodes.map(formatNode).join('');
}

/** The service that others bootstrap from, as `enode://id@host:port`. */
export const BOOTNODE_TEMPLATE = '{{Bootnode}}';

/** `{{Port "http" 8545}}` */
export function portTemplate(name: string, port: number): string {
  return formatNode({ kind: 'port', name, port, protocol: 'tcp', column: 1 });
}

/** `{{PortUDP "p2p" 9000}}` */
export function udpPortTemplate(name: string, port: number): string {
  return formatNode({ kind: 'port', name, port, protocol: 'udp', column: 1 });
}

/** `{{Service "el" "http" "http" ""}}`: the URL of a port of another service. */
export function serviceTemplate(service: string, portLabel: string, protocol = 'http', user = ''): string {
  return formatNode({ kind: 'service', service, portLabel, protocol, user, column: 1 });
}

function formatNode(node: TemplateNode): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'port':
      return `{{${node.protocol === 'udp' ? 'PortUDP' : 'Port'} ${JSON.stringify(node.name)} ${node.port}}}`;
    case 'service': {
      const words = [node.service, node.portLabel];
      if (node.protocol !== '' || node.user !== '') words.push(node.protocol, node.user);
      return `{{Service ${words.map((word) => JSON.stringify(word)).join(' ')}}}`;
    }
    case 'dir':
      return '{{.Dir}}';
    case 'bootnode':
      return '{{Bootnode}}';
  }
}

function parseAction(text: string, open: number): [TemplateNode, number] {
  const column = open + 1;
  const name = match(text, skipSpace(text, open + 2), /\.?[A-Za-z]+/y);
  if (name === undefined) throw invalid('a name must follow {{', skipSpace(text, open + 2), `write ${FORMS.Port}`);
  if (!FUNCTIONS.includes(name.text)) throw unknownFunction(name.text, name.start);
  const args: Argument[] = [];
  let position = skipSpace(text, name.end);
  while (!text.startsWith('}}', position)) {
    if (position >= text.length) throw invalid('{{ is never closed by }}', open, `write ${FORMS[name.text]}`);
    const [argument, next] = parseArgument(text, position);
    args.push(argument);
    position = skipSpace(text, next);
  }
  return [buildNode(name.text, args, column), position + 2];
}

function parseArgument(text: string, start: number): [Argument, number] {
  const column = start + 1;
  const number = match(text, start, /\d+(?=[\s}]|$)/y);
  if (number !== undefined) return [{ value: Number(number.text), column }, number.end];
  const raw = match(text, start, /`[^`]*`/y);
  if (raw !== undefined) return [{ value: raw.text.slice(1, -1), column }, raw.end];
  const quoted = match(text, start, /"(?:[^"\\]|\\.)*"/y);
  if (quoted === undefined) {
    const what = text[start] === '"' ? 'a string is never closed' : 'an argument must be a "string" or a number';
    throw invalid(what, start, `write for example ${FORMS.Port}`);
  }
  try {
    return [{ value: JSON.parse(quoted.text) as string, column }, quoted.end];
  } catch {
    throw invalid(`${quoted.text} has an escape that is not understood`, start, 'escapes are those of JSON');
  }
}

function buildNode(name: string, args: Argument[], column: number): TemplateNode {
  const wrong = () => invalid(`${name} does not take these arguments`, column - 1, `write ${FORMS[name]}`);
  const values = args.map((argument) => argument.value);
  if (name === 'Bootnode' || name === '.Dir') {
    if (values.length > 0) throw wrong();
    return { kind: name === 'Bootnode' ? 'bootnode' : 'dir', column };
  }
  if (name === 'Service') {
    const words = values.filter((value) => typeof value === 'string');
    const [service, portLabel, protocol = '', user = ''] = words;
    if (words.length !== values.length || words.length > 4 || service === undefined || portLabel === undefined) {
      throw wrong();
    }
    return { kind: 'service', service, portLabel, protocol, user, column };
  }
  const [label, port] = values;
  if (values.length !== 2 || typeof label !== 'string' || typeof port !== 'number') throw wrong();
  if (port < 1 || port > 65_535) {
    throw invalid(`${port} is not a port number`, (args[1]?.column ?? column) - 1, 'ports go from 1 to 65535');
  }
  return { kind: 'port', name: label, port, protocol: name === 'PortUDP' ? 'udp' : 'tcp', column };
}

function unknownFunction(name: string, start: number): PlaygroundError {
  const guess = nearest(name, FUNCTIONS);
  const hint = guess === undefined ? `there are ${FUNCTIONS.join(', ')}` : `did you mean ${FORMS[guess]}?`;
  return invalid(`there is no template function "${name}"`, start, hint);
}

function invalid(message: string, position: number, hint: string): PlaygroundError {
  const column = position + 1;
  return new PlaygroundError('invalid-template', message, { kind: 'usage', hint, details: { column } });
}

function skipSpace(text: string, position: number): number {
  return match(text, position, /\s+/y)?.end ?? position;
}

function match(text: string, start: number, pattern: RegExp): { text: string; start: number; end: number } | undefined {
  pattern.lastIndex = start;
  const found = pattern.exec(text)?.[0];
  return found === undefined ? undefined : { text: found, start, end: start + found.length };
}
