import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../../test/support/built-program.ts';
import { filesBelow } from '../../../test/support/files-below.ts';
import { requestedFiles, volumeRequest } from '../../../test/support/volume-request.ts';
import { fillVolume } from './fill-volume.ts';
import { readMarker } from './volume-marker.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'test', 'support', 'killed-fill.ts');

let dir: string;

beforeEach(newFolder);

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function newFolder(): void {
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  dir = mkdtempSync(join(tmpdir(), 'killed-'));
}

/** Whether it was killed before its end. */
async function killedFill(request: string, change: number): Promise<boolean> {
  const { code, signal, stderr } = await run(process.execPath, [SCRIPT, dir, request, String(change)]);
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(stderr);
  return signal === 'SIGKILL';
}

const MARKER = '.builder-playground-artifacts.json';

/** A draft of the next marker may lie beside one that is complete. */
function visibleFiles(): Record<string, string> {
  return Object.fromEntries(Object.entries(filesBelow(dir)).filter(([path]) => !path.startsWith(MARKER)));
}

/** Every change of the file system is a moment at which a node may lose its power or a pod its container. */
it.each([
  { from: 'an empty volume', before: undefined },
  { from: 'the files of another request', before: 'first' },
])('completes what was killed at any moment, from $from', async ({ before }) => {
  let killed = true;
  let change = 0;
  while (killed) {
    change += 1;
    newFolder();
    if (before !== undefined) await fillVolume(...volumeRequest(dir, before));
    killed = await killedFill('second', change);
    const marker = readMarker(dir);
    if (marker?.complete) expect(visibleFiles()).toEqual(requestedFiles(marker.request));
    await fillVolume(...volumeRequest(dir, 'second'));
    const { [MARKER]: _marker, ...files } = filesBelow(dir);
    expect(files, `killed at change ${change}`).toEqual(requestedFiles('second'));
    expect(readMarker(dir)).toMatchObject({ complete: true, request: 'second' });
  }
  expect(change).toBeGreaterThan(10);
});
