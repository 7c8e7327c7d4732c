import { routes } from '@lodestar/api/beacon';
import type { ApplicationMethods } from '@lodestar/api/server';
import { VERSION } from '../../../lib/version.ts';
import type { ApiContext } from './api-context.ts';

type Methods = ApplicationMethods<routes.node.Endpoints>;
type NodeRoutes = Pick<
  Methods,
  'getNetworkIdentity' | 'getPeers' | 'getPeerCount' | 'getNodeVersion' | 'getSyncingStatus' | 'getHealth'
>;

/** This node has no peers: whoever looks for them finds a well-formed nobody. */
const IDENTITY = {
  peerId: '16Uiu2HAm1111111111111111111111111111111111111111111',
  enr: 'enr:-',
  p2pAddresses: [],
  discoveryAddresses: [],
};

export function nodeRoutes({ chain, execution }: ApiContext): NodeRoutes {
  return {
    getNodeVersion: async () => ({ data: { version: `builder-playground/${VERSION}` } }),
    getHealth: async () => {},
    getSyncingStatus: async () => {
      const headSlot = chain.head.block.slot;
      // Missed slots are not a distance: there is nobody to catch up with.
      const data = {
        headSlot,
        syncDistance: 0,
        isSyncing: false,
        isOptimistic: false,
        elOffline: !execution.reachable,
      };
      return { data };
    },
    getPeers: async () => ({ data: [], meta: { count: 0 } }),
    getPeerCount: async () => ({ data: { disconnected: 0, connecting: 0, connected: 0, disconnecting: 0 } }),
    getNetworkIdentity: async () => ({ data: { ...IDENTITY, metadata: emptyMetadata() } }),
  };
}

function emptyMetadata() {
  return routes.node.NetworkIdentityType.fields.metadata.defaultValue();
}
