import { PlaygroundError } from '../../lib/errors.ts';
import type { ChainSpec } from './chain-spec.ts';

const PRESETS = ['mainnet', 'minimal'];

/** Throws `PlaygroundError` `invalid-option`. */
export function parsePreset(text: string): string {
  if (PRESETS.includes(text)) return text;
  throw new PlaygroundError('invalid-option', `--preset: there is no preset "${text}"`, {
    kind: 'usage',
    hint: 'choose mainnet or minimal',
  });
}

/** Lodestar's types are of one preset, chosen when they are loaded. Throws `PlaygroundError` `wrong-preset`. */
export function requirePreset(loaded: string, spec: ChainSpec): void {
  if (spec.preset === loaded) return;
  throw new PlaygroundError('wrong-preset', `the beacon node runs the ${spec.preset} preset, not ${loaded}`, {
    hint: `start with --preset ${spec.preset}`,
  });
}
