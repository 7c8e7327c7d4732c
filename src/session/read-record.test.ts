import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecord } from './read-record.ts';
import { RecordWriter } from './record-writer.ts';
import type { SessionRecord } from './session-record.ts';

describe('session.json', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'record-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const record: SessionRecord = {
    version: 1,
    id: 'brisk-otter',
    recipe: 'l1',
    commandLine: ['start', 'l1'],
    owner: { pid: 12, startTime: '345' },
    status: 'ready',
    runner: 'host',
    createdAt: '2026-01-31T12:00:00.000Z',
    genesisTime: 1_700_000_000,
    slotDuration: 12_000,
    keep: false,
    bindExternal: false,
    overrides: {},
    outputs: {},
    services: [{ name: 'el', pid: 13, pgid: 13, startTime: '346', ports: [], log: 'logs/el.log' }],
    endpoints: [],
  };
  const writer = () => new RecordWriter(dir, record, (error) => expect.unreachable(String(error)));

  it('is read as it was written', () => {
    expect(readRecord(dir)).toBeUndefined();
    writer().flush();
    expect(readRecord(dir)).toEqual(record);
  });

  it('has the last of several changes', async () => {
    const file = writer();
    file.update({ status: 'stopping' });
    file.update({ status: 'stopped' });
    await expect.poll(() => readRecord(dir)?.status).toBe('stopped');
    file.update({ status: 'failed' });
    file.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    expect(readRecord(dir)?.status).toBe('stopped');
  });

  it.each([
    ['', 'Unexpected end of JSON input'],
    ['null', 'it is not an object'],
    ['{"version":2}', 'version is 2'],
    [JSON.stringify({ ...record, id: 3 }), 'id is not a text'],
    [JSON.stringify({ ...record, status: 'fine' }), 'status is not one of'],
    [JSON.stringify({ ...record, owner: { pid: -1, startTime: '' } }), 'owner.pid is not a number'],
    [JSON.stringify({ ...record, services: [{ name: 'el', log: 'x', pid: '1' }] }), 'services[0].pid is not a number'],
    [JSON.stringify({ ...record, endpoints: [{}] }), 'endpoints[0].service is not a text'],
  ])('says what is wrong with %s', (text, problem) => {
    writeFileSync(join(dir, 'session.json'), text);
    const error = expect.objectContaining({ code: 'invalid-session-file', message: expect.stringContaining(problem) });
    expect(() => readRecord(dir)).toThrow(error);
  });
});
