import { portTemplate, serviceTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { PLAYGROUND_BINARY, PLAYGROUND_ENTRYPOINT, PLAYGROUND_IMAGE } from './images.ts';
import type { MonitorOptions } from './monitor-options.ts';

export const playgroundHealthmon: Component<MonitorOptions> = {
  name: 'playground-healthmon',
  title: 'the embedded health monitor',
  role: 'monitor',
  resources: { cpu: '10m', memory: '48Mi', memoryLimit: '256Mi' },
  binary: PLAYGROUND_BINARY,
  apply(builder, { watches, chain, slotDurationMs }) {
    const name = `${watches}_healthmon`;
    const port = portTemplate('http', 21_171);
    builder
      .service(name)
      .component('playground-healthmon')
      .image(...PLAYGROUND_IMAGE)
      .entrypoint(PLAYGROUND_ENTRYPOINT)
      .args('devnet', 'healthmon', '--chain', chain, '--url', serviceTemplate(watches, 'http'))
      .args('--service.addr', `0.0.0.0:${port}`, '--blocktime', `${slotDurationMs / 1000}s`)
      .readyCheck({ queryUrl: `http://localhost:${port}/ready`, interval: 200, timeout: 5000, retries: 300 });
    builder.get(watches)?.watchedBy(name);
  },
};
