import { describe, expect, it } from 'vitest';
import { RECIPES } from '../recipes/registry.ts';
import { COMMANDS } from './commands.ts';
import { type CompletionSource, completeWords } from './complete-words.ts';

const named = (...values: string[]) => values.map((value) => ({ value, description: '' }));

const SOURCE: CompletionSource = {
  recipes: async () => RECIPES,
  sessions: async () => named('brave-otter', 'calm-lynx'),
  services: async (session) => (session === 'calm-lynx' ? named('reth') : named('el', 'beacon')),
  ports: async (service) => (service === 'el' ? named('http', 'authrpc') : []),
  programs: () => named('el', 'relay'),
};

const complete = async (...words: string[]) =>
  (await completeWords(words, COMMANDS, SOURCE)).map((candidate) => candidate.value);

describe('completeWords', () => {
  it.each([
    [['st'], ['start', 'stop']],
    [['devn'], []],
    [['start', ''], ['l1']],
    [['cook', ''], ['l1']],
    [['start', 'l1', '--lat'], ['--latest-fork']],
    [['start', '--lat'], []],
    [['start', 'l1', '--detached', '--det'], []],
    [['start', 'l1', '--override', 'el=/bin/x', '--over'], ['--override']],
    [['start', 'l1', '--clients', 'e'], ['embedded']],
    [['start', 'l1', '--clients=e'], ['--clients=embedded']],
    [['start', 'l1', '--block-time', '1s', '--log-level', 'w'], ['warn']],
    [
      ['start', '--resume', ''],
      ['brave-otter', 'calm-lynx'],
    ],
    [['start', '--output', ''], [':files']],
    [
      ['stop', ''],
      ['brave-otter', 'calm-lynx'],
    ],
    [['stop', 'brave-otter', ''], ['calm-lynx']],
    [
      ['logs', ''],
      ['el', 'beacon', 'brave-otter', 'calm-lynx'],
    ],
    [['logs', 'calm-lynx', ''], ['reth']],
    [['logs', 'el', ''], []],
    [
      ['port', 'el', ''],
      ['http', 'authrpc'],
    ],
    [['port', 'brave-otter', 'el', 'a'], ['authrpc']],
    [
      ['validate', 'c'],
      [':files', 'calm-lynx'],
    ],
    [['completion', 'f'], ['fish']],
    [['help', 'start', ''], ['l1']],
    [
      ['devnet', ''],
      ['el', 'relay'],
    ],
    [['k8s', 'val'], ['validate']],
    [['k8'], ['k8s']],
    [['k8s', 'generate', '--storage-type', 'p'], ['pvc']],
    [['k8s', 'nonsense', ''], []],
    [
      ['help', 'image', ''],
      ['build', 'load'],
    ],
    [['nonsense', ''], []],
  ])('%j → %j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });
});
