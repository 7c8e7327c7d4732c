import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { UTILS_IMAGE } from './images.ts';

export interface ClProxyOptions {
  /** URL of the Engine API that follows. */
  secondary: string;
  logLevel: string;
}

export const clProxy: Component<ClProxyOptions> = {
  name: 'cl-proxy',
  title: 'cl-proxy',
  role: 'proxy',
  containerOnly: 'use --clients embedded',
  apply(builder, { secondary }) {
    builder
      .service('cl-proxy')
      .component('cl-proxy')
      .image(...UTILS_IMAGE)
      .entrypoint('cl-proxy')
      .args('--primary-builder', serviceTemplate('el', 'authrpc'), '--secondary-builder', secondary)
      .args('--port', portTemplate('authrpc', 5656));
  },
};
