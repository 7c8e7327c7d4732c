import { serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';

export interface ContenderOptions {
  /** The service whose JSON-RPC takes the load. */
  target: string;
  /** `key=value`, `key value` or a bare word each; they replace the defaults that they contradict. */
  extra: readonly string[];
}

export const contender: Component<ContenderOptions> = {
  name: 'contender',
  title: 'Contender',
  role: 'load',
  resources: { cpu: '50m', memory: '128Mi' },
  binary: { names: ['contender'], install: 'https://github.com/flashbots/contender' },
  apply(builder, { target, extra }) {
    builder
      .service('contender')
      .component('contender')
      .image('flashbots/contender', '0.7.2')
      .args('spam', ...contenderArgs(target, extra))
      .dependsOn('beacon');
  },
};

/** Flags that mean the same thing or exclude each other. */
const CLASHES = [
  ['-r', '--rpc-url'],
  ['--tps', '--tpb', '--txs-per-second', '--txs-per-block'],
];

function contenderArgs(target: string, extra: readonly string[]): string[] {
  const defaults = [
    ['--forever'],
    ['--optimistic-nonces'],
    ['--min-balance', '10 ether'],
    ['-r', serviceTemplate(target, 'http')],
    ['--tps', '20'],
  ];
  const given = extra.map(splitExtra);
  const replaced = new Set(given.flatMap(([flag = '']) => CLASHES.find((group) => group.includes(flag)) ?? [flag]));
  return [...defaults.filter(([flag = '']) => !replaced.has(flag)), ...given].flat();
}

function splitExtra(extra: string): string[] {
  const [, flag = extra, value] = /^([^\s=]+)[\s=](.*)$/s.exec(extra) ?? [];
  const dashed = flag.startsWith('-') ? flag : `--${flag}`;
  return value === undefined ? [flag] : [dashed, value];
}
