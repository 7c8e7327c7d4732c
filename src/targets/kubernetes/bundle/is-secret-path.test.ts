import { expect, it } from 'vitest';
import { isSecretPath } from './is-secret-path.ts';

it.each([
  'jwtsecret',
  'jwt.hex',
  'enode-key-1.txt',
  'data_validator/validators/0xab/voting-keystore.json',
  'data_validator/secrets/0xab',
  'relay.key',
  'tls/server.pem',
  'nodekey',
  'geth/nodekey',
  'p2p_priv.txt',
  'op-node-p2p-key',
  'rbuilder/keystore.json',
  'wallet_password.txt',
])('%s is a secret', (path) => expect(isSecretPath(path)).toBe(true));

it.each([
  'genesis.json',
  'testnet/genesis.ssz',
  'testnet/config.yaml',
  'l2-genesis.json',
  'rollup.json',
  'state.json',
  'monkey.txt',
  'grafana/dashboard.json',
])('%s is none', (path) => expect(isSecretPath(path)).toBe(false));
