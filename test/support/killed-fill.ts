/**
 * Fills a volume as a process that is killed before its Nth change of the file system: `killed-fill.ts FOLDER REQUEST
 * N`. Ends with 0 when there were fewer changes.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { volumeRequest } from './volume-request.ts';

const [dir = '', request = '', nth = ''] = process.argv.slice(2);
let changes = 0;
for (const name of ['chmodSync', 'mkdirSync', 'renameSync', 'rmSync', 'writeFileSync'] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      changes += 1;
      if (changes === Number(nth)) process.kill(process.pid, 'SIGKILL');
      return original(...args);
    },
  });
}
syncBuiltinESMExports();

const { fillVolume } = await import('../../src/session/artifact-volume/fill-volume.ts');
await fillVolume(...volumeRequest(dir, request));
