import type { routes } from '@lodestar/api/beacon';
import type { ApplicationMethods } from '@lodestar/api/server';
import { signedBlockToSignedHeader } from '@lodestar/state-transition';
import { hexToBytes } from '../../../lib/hex.ts';
import { versionedHash } from '../../consensus/versioned-hash.ts';
import { blobSidecars } from '../chain/blob-sidecars.ts';
import type { ChainBlock } from '../chain/types.ts';
import { type ApiContext, badRequest, notFound } from './api-context.ts';
import { isFinalized, resolveBlock } from './resolve-ids.ts';

type Methods = ApplicationMethods<routes.beacon.Endpoints>;
type BlockRoutes = Pick<
  Methods,
  | 'getGenesis'
  | 'getBlockHeaders'
  | 'getBlockHeader'
  | 'getBlockV2'
  | 'getBlockRoot'
  | 'getBlockAttestationsV2'
  | 'getBlobSidecars'
  | 'getBlobs'
>;

export function blockRoutes({ chain }: ApiContext): BlockRoutes {
  const finality = (slot: number) => ({ executionOptimistic: false, finalized: isFinalized(chain, slot) });
  const versioned = (slot: number) => ({ ...finality(slot), version: chain.config.getForkName(slot) });
  const header = async (block: ChainBlock) => ({
    root: hexToBytes(block.root),
    canonical: (await chain.canonicalAt(block.slot))?.root === block.root,
    header: signedBlockToSignedHeader(chain.config, block.signed),
  });
  const blobsOf = async (block: ChainBlock) => {
    if (block.signed.message.body.blobKzgCommitments.length === 0) return undefined;
    const bundle = await chain.store.blobs(block.root);
    if (bundle === undefined) throw notFound(`the blobs of block ${block.root} are not kept`);
    return bundle;
  };
  return {
    getGenesis: async () => ({
      data: {
        genesisTime: chain.genesis.state.genesisTime,
        genesisValidatorsRoot: chain.config.genesisValidatorsRoot,
        genesisForkVersion: chain.config.GENESIS_FORK_VERSION,
      },
    }),
    getBlockHeaders: async ({ slot, parentRoot }) => {
      const wanted = slot === undefined && parentRoot === undefined ? chain.head.block.slot : slot;
      const found = wanted === undefined ? chain.childOf(parentRoot ?? '') : await chain.canonicalAt(wanted);
      const matches = found !== undefined && (parentRoot === undefined || found.parentRoot === parentRoot);
      return { data: matches ? [await header(found)] : [], meta: finality(found?.slot ?? chain.head.block.slot) };
    },
    getBlockHeader: async ({ blockId }) => {
      const block = await resolveBlock(chain, blockId);
      return { data: await header(block), meta: finality(block.slot) };
    },
    getBlockV2: async ({ blockId }) => {
      const block = await resolveBlock(chain, blockId);
      return { data: block.signed, meta: versioned(block.slot) };
    },
    getBlockRoot: async ({ blockId }) => {
      const block = await resolveBlock(chain, blockId);
      return { data: { root: hexToBytes(block.root) }, meta: finality(block.slot) };
    },
    getBlockAttestationsV2: async ({ blockId }) => {
      const block = await resolveBlock(chain, blockId);
      return { data: block.signed.message.body.attestations, meta: versioned(block.slot) };
    },
    getBlobSidecars: async ({ blockId, indices }) => {
      const block = await resolveBlock(chain, blockId);
      const bundle = await blobsOf(block);
      const sidecars = bundle === undefined ? [] : blobSidecars(chain.config, block, bundle);
      const data = sidecars.filter(({ index }) => indices === undefined || indices.includes(index));
      return { data, meta: versioned(block.slot) };
    },
    getBlobs: async ({ blockId, versionedHashes }) => {
      const block = await resolveBlock(chain, blockId);
      const { blobs, commitments } = (await blobsOf(block)) ?? { blobs: [], commitments: [] };
      const hashes = commitments.map(versionedHash) as string[];
      const missing = versionedHashes?.find((hash) => !hashes.includes(hash));
      if (missing !== undefined) throw badRequest(`block ${block.root} has no blob ${missing}`);
      const data = blobs.filter((_, index) => versionedHashes?.includes(hashes[index] ?? '') ?? true);
      return { data, meta: finality(block.slot) };
    },
  };
}
