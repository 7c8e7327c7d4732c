import { HOST_EXECUTION_LABEL } from '../manifest/sidecar.ts';
import { BOOTNODE_TEMPLATE, portTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';

export interface RethOptions {
  logLevel: string;
  /** Runs as a program of this machine, whatever the others do. */
  native?: boolean;
  bootnode?: boolean;
}

const VERBOSITY: Record<string, string> = { trace: '-vvvvv', debug: '-vvvv', info: '-vvv', warn: '-vv', error: '-v' };

export const reth: Component<RethOptions> = {
  name: 'reth',
  title: 'reth',
  role: 'el',
  resources: { cpu: '250m', memory: '512Mi' },
  binary: { names: ['reth'], install: 'https://github.com/paradigmxyz/reth/releases' },
  capabilities: ['block-validation', 'reth-database'],
  apply(builder, { logLevel, native = false, bootnode = false }) {
    const service = builder
      .service('el')
      .component('reth')
      .image('ghcr.io/paradigmxyz/reth', 'v1.9.3')
      .entrypoint('/usr/local/bin/reth')
      .args('node', '--chain', '/data/genesis.json', '--datadir', '/data_reth', '--color', 'never')
      .args('--addr', '0.0.0.0', '--port', portTemplate('rpc', 30_303))
      .args('--ipcpath', '/data_reth/reth.ipc')
      .args('--http', '--http.addr', '0.0.0.0', '--http.api', 'admin,eth,web3,net,rpc,mev,flashbots')
      .args('--http.port', portTemplate('http', 8545))
      .args('--ws', '--ws.addr', '0.0.0.0', '--ws.port', portTemplate('ws', 8546))
      .args('--ws.api', 'eth,web3,net,txpool,debug,trace', '--ws.origins', '*')
      .args('--authrpc.port', portTemplate('authrpc', 8551), '--authrpc.addr', '0.0.0.0')
      .args('--authrpc.jwtsecret', '/data/jwtsecret')
      .args('--metrics', `0.0.0.0:${portTemplate('metrics', 9090)}`)
      // Blocks reach the database at once: rbuilder reads it from another process.
      .args('--engine.persistence-threshold', '0', '--engine.memory-block-buffer-target', '0')
      .args(VERBOSITY[logLevel] ?? '-vvv')
      .artifact('/data/genesis.json', 'genesis.json')
      .artifact('/data/jwtsecret', 'jwtsecret')
      .volume('/data_reth', 'data', { local: true });
    if (bootnode) service.args('--bootnodes', BOOTNODE_TEMPLATE);
    if (native) service.label(HOST_EXECUTION_LABEL, 'true');
  },
};
