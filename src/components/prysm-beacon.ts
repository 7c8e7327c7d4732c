import { portTemplate, serviceTemplate, udpPortTemplate } from '../manifest/template.ts';
import type { BeaconOptions } from './beacon-options.ts';
import type { Component, ComponentLimits } from './component.ts';
import { FEE_RECIPIENT } from './l1-values.ts';

export const PRYSM_IMAGE_FOLDER = 'gcr.io/offchainlabs/prysm';
export const PRYSM_TAG = 'v7.1.2';
export const PRYSM_INSTALL = 'https://github.com/OffchainLabs/prysm/releases';
export const PRYSM_LIMITS: ComponentLimits = {
  minimumSlotMs: 2000,
  wholeSecondSlots: true,
  reason: 'Prysm subtracts a constant 2 s from every slot and counts in whole seconds',
};

export const prysmBeacon: Component<BeaconOptions> = {
  name: 'prysm-beacon',
  title: 'Prysm',
  role: 'beacon',
  resources: { cpu: '250m', memory: '512Mi' },
  binary: { names: ['prysm-beacon-chain', 'beacon-chain'], install: PRYSM_INSTALL },
  capabilities: ['own-block-on-tie'],
  limits: PRYSM_LIMITS,
  apply(builder, { execution, builder: relay, logLevel }) {
    const service = builder
      .service('beacon')
      .component('prysm-beacon')
      .image(`${PRYSM_IMAGE_FOLDER}/beacon-chain`, PRYSM_TAG)
      .args('--accept-terms-of-use', '--datadir', '/data_beacon')
      .args('--chain-config-file', '/data/testnet-dir/config.yaml')
      .args('--genesis-state', '/data/testnet-dir/genesis.ssz')
      .args('--execution-endpoint', serviceTemplate(execution, 'authrpc'), '--jwt-secret', '/data/jwtsecret')
      .args('--suggested-fee-recipient', FEE_RECIPIENT)
      .args('--min-sync-peers', '0', '--no-discovery', '--bootstrap-node=')
      .args('--p2p-local-ip', '127.0.0.1', '--p2p-host-ip', '127.0.0.1')
      .args('--p2p-tcp-port', portTemplate('p2p', 13_000), '--p2p-udp-port', udpPortTemplate('p2p', 12_000))
      .args('--p2p-quic-port', udpPortTemplate('quic-p2p', 13_000))
      .args('--rpc-host', '0.0.0.0', '--rpc-port', portTemplate('rpc', 4000))
      .args('--http-host', '0.0.0.0', '--http-port', portTemplate('http', 3500), '--http-cors-domain', '*')
      .args('--disable-monitoring', '--verbosity', logLevel)
      .artifact('/data/testnet-dir', 'testnet')
      .artifact('/data/jwtsecret', 'jwtsecret')
      .volume('/data_beacon', 'data');
    if (relay !== undefined) service.args('--http-mev-relay', serviceTemplate(relay, 'http'));
  },
};
