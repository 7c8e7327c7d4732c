import { PlaygroundError } from '../lib/errors.ts';
import type { FlagValues } from '../recipes/recipe.ts';

/** `--override SERVICE=PATH`, given as often as you like. Throws `PlaygroundError` of kind `usage`. */
export function namedPaths(value: FlagValues[string]): Record<string, string> {
  const texts = Array.isArray(value) ? value : [];
  const pairs = texts.map((text): [string, string] => {
    const [service = '', ...path] = text.split('=');
    if (service !== '' && path.join('=') !== '') return [service, path.join('=')];
    throw new PlaygroundError('invalid-value', `--override cannot be "${text}"; expected SERVICE=PATH`, {
      kind: 'usage',
      hint: 'such as el=/usr/bin/geth',
    });
  });
  return Object.fromEntries(pairs);
}
