import { PlaygroundError } from '../../../lib/errors.ts';

export async function crd(): Promise<number> {
  throw new PlaygroundError('not-there-yet', 'this command is not in this version');
}
