import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { GENESIS_FORK_VERSION, RELAY_PUBLIC_KEY } from './l1-values.ts';

export interface MevBoostOptions {
  /** The service that is the relay. */
  relay: string;
}

export const mevBoost: Component<MevBoostOptions> = {
  name: 'mev-boost',
  title: 'mev-boost',
  role: 'mev-boost',
  binary: { names: ['mev-boost'], install: 'https://github.com/flashbots/mev-boost/releases' },
  apply(builder, { relay }) {
    builder
      .service('mev-boost')
      .component('mev-boost')
      .image('flashbots/mev-boost', 'latest')
      .env('GENESIS_FORK_VERSION', GENESIS_FORK_VERSION)
      .args('--addr', `0.0.0.0:${portTemplate('http', 18_550)}`, '--loglevel', 'info')
      .args('--relay', serviceTemplate(relay, 'http', 'http', RELAY_PUBLIC_KEY));
  },
};
