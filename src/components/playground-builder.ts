import { serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { PLAYGROUND_BINARY, PLAYGROUND_ENTRYPOINT, PLAYGROUND_IMAGE } from './images.ts';

export interface PlaygroundBuilderOptions {
  /** The service that is the relay. */
  relay: string;
  logLevel: string;
  /** Whether every bid must be worth more than what the beacon node would earn with the same transactions. */
  outbid: boolean;
}

/**
 * The sample builder builds with the execution client that the beacon node uses, so its blocks earn just as much. More
 * than that it can only promise; the surplus is not paid.
 */
const OUTBID_PERCENT = '150';

/** A sample builder: has `el` build a block for every slot and bids it to the relay. */
export const playgroundBuilder: Component<PlaygroundBuilderOptions> = {
  name: 'playground-builder',
  title: 'the sample builder',
  role: 'builder',
  resources: { cpu: '50m', memory: '128Mi', memoryLimit: '1Gi' },
  binary: PLAYGROUND_BINARY,
  apply(builder, { relay, logLevel, outbid }) {
    const service = builder
      .service('builder')
      .component('playground-builder')
      .image(...PLAYGROUND_IMAGE)
      .entrypoint(PLAYGROUND_ENTRYPOINT)
      .args('devnet', 'builder', '--beacon', serviceTemplate('beacon', 'http'))
      .args('--execution-endpoint', serviceTemplate('el', 'authrpc'), '--execution-jwt', '/data/jwtsecret')
      .args('--relay', serviceTemplate(relay, 'http'), '--log-level', logLevel)
      .artifact('/data/jwtsecret', 'jwtsecret')
      .dependsOn('beacon', 'running')
      .dependsOn(relay, 'running');
    if (outbid) service.args('--bid-percent', OUTBID_PERCENT);
  },
};
