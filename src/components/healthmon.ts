import { serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { UTILS_IMAGE } from './images.ts';
import type { MonitorOptions } from './monitor-options.ts';

export const healthmon: Component<MonitorOptions> = {
  name: 'healthmon',
  title: 'healthmon',
  role: 'monitor',
  containerOnly: 'use --clients embedded',
  apply(builder, { watches, chain }) {
    const name = `${watches}_healthmon`;
    builder
      .service(name)
      .component('healthmon')
      .image(...UTILS_IMAGE)
      .entrypoint('healthmon')
      .args('--chain', chain, '--url', serviceTemplate(watches, 'http'))
      .readyCheck({
        test: ['CMD', 'wget', '--spider', '--quiet', 'http://127.0.0.1:21171/ready'],
        interval: 1000,
        startPeriod: 1000,
        timeout: 600_000,
        retries: 20,
      });
    builder.get(watches)?.watchedBy(name);
  },
};
