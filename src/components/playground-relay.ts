import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { PLAYGROUND_BINARY, PLAYGROUND_ENTRYPOINT, PLAYGROUND_IMAGE } from './images.ts';
import type { RelayOptions } from './relay-options.ts';

/** Serves while its beacon node is still coming up, so that the first registrations find it. */
export const playgroundRelay: Component<RelayOptions> = {
  name: 'playground-relay',
  title: 'the embedded relay',
  role: 'relay',
  resources: { cpu: '50m', memory: '128Mi', memoryLimit: '1Gi' },
  binary: PLAYGROUND_BINARY,
  apply(builder, { validation, logLevel }) {
    const service = builder
      .service('mev-boost-relay')
      .component('playground-relay')
      .image(...PLAYGROUND_IMAGE)
      .entrypoint(PLAYGROUND_ENTRYPOINT)
      .args('devnet', 'relay', '--api-listen-addr', '0.0.0.0', '--api-listen-port', portTemplate('http', 5555))
      .args('--beacon-client-addr', serviceTemplate('beacon', 'http'), '--log-level', logLevel)
      .dependsOn('beacon', 'running');
    if (validation !== undefined) service.args('--validation-server-addr', serviceTemplate(validation, 'http'));
  },
};
