import { portTemplate } from '../manifest/template.ts';
import type { Component } from './component.ts';
import { CHAIN_ID } from './l1-values.ts';

export interface GethOptions {
  logLevel: string;
}

const VERBOSITY: Record<string, string> = { trace: '5', debug: '4', info: '3', warn: '2', error: '1' };

/** No flag closes the peer-to-peer port: `--port 0` listens on a random one, on every address. */
const CONFIG = '[Node.P2P]\nListenAddr = ""\n';

export const geth: Component<GethOptions> = {
  name: 'geth',
  title: 'geth',
  role: 'el',
  resources: { cpu: '100m', memory: '256Mi' },
  binary: { names: ['geth'], install: 'https://geth.ethereum.org/downloads' },
  apply(builder, { logLevel }) {
    builder
      .file('geth.toml', CONFIG)
      .service('el')
      .component('geth')
      .image('ethereum/client-go', 'v1.16.7')
      .entrypoint('geth')
      .prepare('init', '--datadir', '/data_geth', '/data/genesis.json')
      .args('--config', '/data/geth.toml', '--datadir', '/data_geth', '--networkid', String(CHAIN_ID))
      .args('--nodiscover', '--maxpeers', '0', '--nat', 'none', '--ipcdisable')
      .args('--syncmode', 'full', '--gcmode', 'archive')
      .args('--http', '--http.addr', '0.0.0.0', '--http.port', portTemplate('http', 8545))
      .args('--http.api', 'admin,eth,web3,net,debug,txpool,miner', '--http.vhosts', '*', '--http.corsdomain', '*')
      .args('--ws', '--ws.addr', '0.0.0.0', '--ws.port', portTemplate('ws', 8546))
      .args('--ws.api', 'eth,web3,net,txpool,debug', '--ws.origins', '*')
      .args('--authrpc.addr', '0.0.0.0', '--authrpc.port', portTemplate('authrpc', 8551))
      .args('--authrpc.vhosts', '*', '--authrpc.jwtsecret', '/data/jwtsecret')
      .args('--metrics', '--metrics.addr', '0.0.0.0', '--metrics.port', portTemplate('metrics', 9090))
      .args('--verbosity', VERBOSITY[logLevel] ?? '3')
      .label('metrics_path', '/debug/metrics/prometheus')
      .artifact('/data/genesis.json', 'genesis.json')
      .artifact('/data/jwtsecret', 'jwtsecret')
      .artifact('/data/geth.toml', 'geth.toml')
      .volume('/data_geth', 'data');
  },
};
