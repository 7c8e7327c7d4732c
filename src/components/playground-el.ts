import { portTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { PLAYGROUND_BINARY, PLAYGROUND_ENTRYPOINT, PLAYGROUND_IMAGE } from './images.ts';

export interface PlaygroundElOptions {
  logLevel: string;
}

export const playgroundEl: Component<PlaygroundElOptions> = {
  name: 'playground-el',
  title: 'the embedded execution client',
  role: 'el',
  resources: { cpu: '100m', memory: '160Mi', memoryLimit: '2Gi' },
  binary: PLAYGROUND_BINARY,
  capabilities: ['block-validation'],
  apply(builder, { logLevel }) {
    builder
      .service('el')
      .component('playground-el')
      .image(...PLAYGROUND_IMAGE)
      .entrypoint(PLAYGROUND_ENTRYPOINT)
      .args('devnet', 'el', '--chain', '/data/genesis.json', '--datadir', '/data_el')
      .args('--http.addr', '0.0.0.0', '--http.port', portTemplate('http', 8545))
      .args('--ws.addr', '0.0.0.0', '--ws.port', portTemplate('ws', 8546))
      .args('--authrpc.addr', '0.0.0.0', '--authrpc.port', portTemplate('authrpc', 8551))
      .args('--authrpc.jwtsecret', '/data/jwtsecret', '--log-level', logLevel)
      .artifact('/data/genesis.json', 'genesis.json')
      .artifact('/data/jwtsecret', 'jwtsecret')
      .volume('/data_el', 'data');
  },
};
