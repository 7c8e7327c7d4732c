import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeyValueStore } from './key-value-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kv-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const value = (text: string) => new TextEncoder().encode(text);
const read = (store: KeyValueStore, key: string) => {
  const bytes = store.get(key);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

test('changes are seen at once and are there after closing and opening', async () => {
  const store = await KeyValueStore.open(folder);
  store.write([
    ['a', value('1')],
    ['b', value('2')],
  ]);
  expect(read(store, 'a')).toBe('1');
  store.write([
    ['a', undefined],
    ['b', value('3')],
  ]);
  expect(read(store, 'a')).toBeUndefined();
  await store.close();
  const again = await KeyValueStore.open(folder);
  expect(read(again, 'a')).toBeUndefined();
  expect(read(again, 'b')).toBe('3');
  await again.close();
});

test('a change that is made while an older one is being written wins', async () => {
  const store = await KeyValueStore.open(folder);
  for (let round = 0; round < 50; round++) {
    store.write([['key', value(String(round))]]);
    if (round % 7 === 0) await new Promise(setImmediate);
    expect(read(store, 'key')).toBe(String(round));
  }
  await store.close();
  const again = await KeyValueStore.open(folder);
  expect(read(again, 'key')).toBe('49');
  await again.close();
});

test('a folder opens once at a time, and its name is in the complaint', async () => {
  const store = await KeyValueStore.open(folder);
  await expect(KeyValueStore.open(folder)).rejects.toMatchObject({
    code: 'data-folder-locked',
    message: expect.stringContaining(folder),
  });
  await store.close();
  await (await KeyValueStore.open(folder)).close();
});
