import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockHolder, releaseLock, takeLock } from '../../lib/lock-file.ts';
import { ownIdentity } from '../../lib/process-identity.ts';

/**
 * Removes the port claims of processes that are gone. They would be taken over by whoever wants the number; this only
 * leaves the folder as it was. What cannot be removed stays.
 */
export function releaseDeadClaims(stateDir: string): void {
  const folder = join(stateDir, 'ports');
  const owner = { ...ownIdentity(), label: 'clean' };
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      // Through the lock, so that a claim that is being made at this moment is not removed.
      if (/^\d+$/.test(name) && lockHolder(path) === undefined && takeLock(path, owner).taken) releaseLock(path, owner);
    }
  } catch {
    // No folder, or one that may not be written.
  }
}
