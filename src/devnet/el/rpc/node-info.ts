import { createHash } from 'node:crypto';
import type { Chain } from '../chain.ts';
import { clientVersionText } from '../client-version.ts';
import type { Methods } from './methods.ts';

/** net_, web3_, admin_ and rpc_: who this client is. It has no peers and never syncs. */
export function nodeInfoMethods(chain: Chain, genesisConfig: object, namespaces: () => string[]): Methods {
  const { chainId } = chain.rules;
  const id = createHash('sha256').update(chain.genesis.hash).digest('hex');
  return {
    web3_clientVersion: () => clientVersionText(),
    web3_sha3: async (params) => {
      const { keccak256 } = chain.genesis.block.common.customCrypto;
      return `0x${Buffer.from(keccak256?.(params.bytes(0)) ?? []).toString('hex')}`;
    },
    net_version: () => String(chainId),
    net_listening: () => true,
    net_peerCount: () => '0x0',
    eth_chainId: () => `0x${chainId.toString(16)}`,
    eth_syncing: () => false,
    eth_mining: () => false,
    eth_coinbase: () => '0x0000000000000000000000000000000000000000',
    eth_protocolVersion: () => '0x44',
    admin_peers: () => [],
    admin_nodeInfo: () => ({
      id,
      name: clientVersionText(),
      enode: `enode://${id}${id}@127.0.0.1:30303?discport=0`,
      ip: '127.0.0.1',
      ports: { discovery: 0, listener: 30303 },
      listenAddr: '127.0.0.1:30303',
      protocols: {
        eth: {
          network: Number(chainId),
          genesis: chain.genesis.hash,
          config: genesisConfig,
          head: chain.head.hash,
        },
      },
    }),
    rpc_modules: () => Object.fromEntries(namespaces().map((namespace) => [namespace, '1.0'])),
  };
}
