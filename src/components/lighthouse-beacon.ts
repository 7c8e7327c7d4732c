import { portTemplate, serviceTemplate, udpPortTemplate } from '../manifest/template.ts';
import type { BeaconOptions } from './beacon-options.ts';
import type { Component } from './component.ts';
import { FEE_RECIPIENT } from './l1-values.ts';

export const lighthouseBeacon: Component<BeaconOptions> = {
  name: 'lighthouse-beacon',
  title: 'Lighthouse',
  role: 'beacon',
  resources: { cpu: '250m', memory: '512Mi' },
  binary: { names: ['lighthouse'], install: 'https://github.com/sigp/lighthouse/releases' },
  limits: { minimumSlotMs: 1000, wholeSecondSlots: true, reason: 'Lighthouse counts slots in whole seconds' },
  apply(builder, { execution, builder: relay }) {
    const p2p = portTemplate('p2p', 9000);
    // QUIC runs over UDP.
    const quic = udpPortTemplate('quic-p2p', 9100);
    const service = builder
      .service('beacon')
      .component('lighthouse-beacon')
      .image('sigp/lighthouse', 'v8.1.0')
      .entrypoint('lighthouse')
      .args('bn', '--datadir', '/data_beacon', '--testnet-dir', '/data/testnet-dir')
      .args('--enable-private-discovery', '--disable-peer-scoring', '--staking')
      .args('--enr-address', '127.0.0.1', '--enr-udp-port', udpPortTemplate('p2p', 9000))
      .args('--enr-tcp-port', p2p, '--enr-quic-port', quic, '--port', p2p, '--quic-port', quic)
      .args('--http', '--http-port', portTemplate('http', 3500), '--http-address', '0.0.0.0')
      .args('--http-allow-origin', '*', '--disable-packet-filter', '--target-peers', '0')
      .args('--execution-endpoint', serviceTemplate(execution, 'authrpc'), '--execution-jwt', '/data/jwtsecret')
      .args('--always-prepare-payload', '--prepare-payload-lookahead', '8000')
      .args('--suggested-fee-recipient', FEE_RECIPIENT)
      .artifact('/data/testnet-dir', 'testnet')
      .artifact('/data/jwtsecret', 'jwtsecret')
      .volume('/data_beacon', 'data');
    if (relay === undefined) return;
    service
      .args('--builder', serviceTemplate(relay, 'http'))
      .args('--builder-fallback-epochs-since-finalization', '0', '--builder-fallback-disable-checks');
  },
};
