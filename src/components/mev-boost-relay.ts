import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { UTILS_IMAGE } from './images.ts';
import type { RelayOptions } from './relay-options.ts';

export const mevBoostRelay: Component<RelayOptions> = {
  name: 'mev-boost-relay',
  title: 'mev-boost-relay',
  role: 'relay',
  resources: { cpu: '50m', memory: '128Mi' },
  containerOnly: 'use --relay embedded',
  apply(builder, { validation }) {
    const service = builder
      .service('mev-boost-relay')
      .component('mev-boost-relay')
      .image(...UTILS_IMAGE)
      .entrypoint('mev-boost-relay')
      .env('ALLOW_SYNCING_BEACON_NODE', '1')
      .args('--api-listen-addr', '0.0.0.0', '--api-listen-port', portTemplate('http', 5555))
      .args('--beacon-client-addr', serviceTemplate('beacon', 'http'))
      .dependsOn('beacon');
    if (validation !== undefined) service.args('--validation-server-addr', serviceTemplate(validation, 'http'));
  },
};
