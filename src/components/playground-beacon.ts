import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { BeaconOptions } from './beacon-options.ts';
import type { Component } from './component.ts';
import { PLAYGROUND_BINARY, PLAYGROUND_ENTRYPOINT, PLAYGROUND_IMAGE } from './images.ts';
import { FEE_RECIPIENT } from './l1-values.ts';

/** The validators are in the same process. */
export const playgroundBeacon: Component<BeaconOptions> = {
  name: 'playground-beacon',
  title: 'the embedded beacon node',
  role: 'beacon',
  resources: { cpu: '200m', memory: '256Mi', memoryLimit: '2Gi' },
  binary: PLAYGROUND_BINARY,
  apply(builder, { execution, builder: relay, logLevel }) {
    const service = builder
      .service('beacon')
      .component('playground-beacon')
      .image(...PLAYGROUND_IMAGE)
      .entrypoint(PLAYGROUND_ENTRYPOINT)
      .args('devnet', 'beacon', '--testnet-dir', '/data/testnet-dir', '--validators-dir', '/data/validator')
      .args('--datadir', '/data_beacon')
      .args('--http-address', '0.0.0.0', '--http-port', portTemplate('http', 3500))
      .args('--execution-endpoint', serviceTemplate(execution, 'authrpc'), '--execution-jwt', '/data/jwtsecret')
      .args('--prepare-payload-lookahead', '8000', '--suggested-fee-recipient', FEE_RECIPIENT)
      .args('--log-level', logLevel)
      .artifact('/data/testnet-dir', 'testnet')
      .artifact('/data/validator', 'data_validator')
      .artifact('/data/jwtsecret', 'jwtsecret')
      .volume('/data_beacon', 'data');
    if (relay !== undefined) service.args('--builder', serviceTemplate(relay, 'http'));
  },
};
