import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { ClProxyOptions } from './cl-proxy.ts';
import type { Component } from './component.ts';
import { PLAYGROUND_BINARY, PLAYGROUND_ENTRYPOINT, PLAYGROUND_IMAGE } from './images.ts';

export const playgroundClProxy: Component<ClProxyOptions> = {
  name: 'playground-cl-proxy',
  title: 'the embedded engine proxy',
  role: 'proxy',
  resources: { cpu: '20m', memory: '64Mi', memoryLimit: '512Mi' },
  binary: PLAYGROUND_BINARY,
  apply(builder, { secondary, logLevel }) {
    builder
      .service('cl-proxy')
      .component('playground-cl-proxy')
      .image(...PLAYGROUND_IMAGE)
      .entrypoint(PLAYGROUND_ENTRYPOINT)
      .args('devnet', 'cl-proxy', '--primary-builder', serviceTemplate('el', 'authrpc'))
      .args('--secondary-builder', secondary)
      .args('--addr', '0.0.0.0', '--port', portTemplate('authrpc', 5656), '--log-level', logLevel);
  },
};
