import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PlaygroundError, systemCodeOf } from '../../lib/errors.ts';

/**
 * Chooses Lodestar's preset (`mainnet` or `minimal`) from the PRESET_BASE line of `config.yaml`.
 * Lodestar freezes its constants when it is first imported: call this before importing anything that imports it.
 * Throws `PlaygroundError` `chain-config-missing` or `chain-config-invalid`.
 */
export async function selectPreset(testnetDir: string): Promise<void> {
  const file = join(testnetDir, 'config.yaml');
  const text = await readConfigFile(file);
  const preset = /^PRESET_BASE:\s*['"]?([\w-]+)/m.exec(text)?.[1];
  if (preset !== 'mainnet' && preset !== 'minimal') {
    throw new PlaygroundError('chain-config-invalid', `${file}: PRESET_BASE is ${preset ?? 'missing'}`, {
      hint: 'use mainnet or minimal',
    });
  }
  process.env.LODESTAR_PRESET = preset;
}

/** Throws `PlaygroundError` `chain-config-missing`. */
export async function readConfigFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = systemCodeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw new PlaygroundError('chain-config-missing', `cannot read ${file}: ${reason}`, {
      kind: 'environment',
      hint: 'it is one of the files that `playground start` writes to the session folder',
      cause: error,
    });
  }
}
