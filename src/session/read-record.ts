import { readFileSync } from 'node:fs';
import { isPlaygroundError, messageOf, PlaygroundError, systemCodeOf } from '../lib/errors.ts';
import { fileError } from '../lib/file-error.ts';
import { sessionPaths } from './paths.ts';
import { SESSION_RECORD_VERSION, type SessionRecord } from './session-record.ts';

/** Undefined where there is none. Throws `PlaygroundError` `invalid-session-file` for one that is cut short or edited. */
export function readRecord(dir: string): SessionRecord | undefined {
  const path = sessionPaths(dir).record;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw fileError(error, 'read', path);
  }
  try {
    return checkRecord(JSON.parse(text));
  } catch (error) {
    if (isPlaygroundError(error)) throw error;
    throw new PlaygroundError('invalid-session-file', `${path} cannot be read: ${messageOf(error)}`, {
      hint: 'the file is cut short or was edited: `clean` removes the session',
      details: { path },
      cause: error,
    });
  }
}

type Json = Record<string, unknown>;

const STATUSES = ['starting', 'ready', 'stopping', 'stopped', 'failed'];

function checkRecord(json: unknown): SessionRecord {
  const record = object(json, 'it');
  if (record.version !== SESSION_RECORD_VERSION) {
    throw new Error(`version is ${JSON.stringify(record.version)}, this program knows ${SESSION_RECORD_VERSION}`);
  }
  for (const field of ['id', 'recipe', 'runner', 'createdAt', 'status']) text(record, field);
  for (const field of ['genesisTime', 'slotDuration']) wholeNumber(record, field);
  for (const field of ['keep', 'bindExternal']) flag(record, field);
  for (const field of ['overrides', 'outputs']) object(record[field], field);
  for (const field of ['commandLine', 'services', 'endpoints']) list(record[field], field);
  if (!STATUSES.includes(String(record.status))) throw new Error(`status is not one of ${STATUSES.join(', ')}`);
  const owner = object(record.owner, 'owner');
  wholeNumber(owner, 'pid', 'owner.');
  text(owner, 'startTime', 'owner.');
  for (const [i, service] of list(record.services, 'services').entries()) checkService(service, `services[${i}]`);
  for (const [i, endpoint] of list(record.endpoints, 'endpoints').entries()) checkEndpoint(endpoint, `endpoints[${i}]`);
  return record as unknown as SessionRecord;
}

function checkService(json: unknown, at: string): void {
  const service = object(json, at);
  text(service, 'name', `${at}.`);
  text(service, 'log', `${at}.`);
  for (const field of ['pid', 'pgid']) if (service[field] !== undefined) wholeNumber(service, field, `${at}.`);
  if (service.startTime !== undefined) text(service, 'startTime', `${at}.`);
  for (const [i, value] of list(service.ports, `${at}.ports`).entries()) {
    const port = object(value, `${at}.ports[${i}]`);
    text(port, 'name', `${at}.ports[${i}].`);
    wholeNumber(port, 'hostPort', `${at}.ports[${i}].`);
  }
}

function checkEndpoint(json: unknown, at: string): void {
  const endpoint = object(json, at);
  for (const field of ['service', 'port', 'url']) text(endpoint, field, `${at}.`);
  wholeNumber(endpoint, 'hostPort', `${at}.`);
}

function object(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name} is not an object`);
  return value as Json;
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name} is not a list`);
  return value;
}

function text(json: Json, field: string, at = ''): void {
  if (typeof json[field] !== 'string') throw new Error(`${at}${field} is not a text`);
}

function wholeNumber(json: Json, field: string, at = ''): void {
  if (!Number.isSafeInteger(json[field]) || Number(json[field]) < 0) throw new Error(`${at}${field} is not a number`);
}

function flag(json: Json, field: string): void {
  if (typeof json[field] !== 'boolean') throw new Error(`${field} is not true or false`);
}
