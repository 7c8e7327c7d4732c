import { PlaygroundError } from '../../../lib/errors.ts';

export async function attach(): Promise<number> {
  throw new PlaygroundError('not-there-yet', 'this command is not in this version');
}
