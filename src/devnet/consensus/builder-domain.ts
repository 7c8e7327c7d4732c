import { DOMAIN_APPLICATION_BUILDER } from '@lodestar/params';
import { ssz } from '@lodestar/types';

const ZERO_ROOT = new Uint8Array(32);

/**
 * Domain (32 bytes) of validator registrations, builder bids and bid traces: the genesis fork version and a zero
 * validators root, whatever fork is active (builder-specs, `specs/bellatrix/builder.md#signing`).
 */
export function builderDomain(genesisForkVersion: Uint8Array): Uint8Array {
  const forkDataRoot = ssz.phase0.ForkData.hashTreeRoot({
    currentVersion: genesisForkVersion,
    genesisValidatorsRoot: ZERO_ROOT,
  });
  const domain = new Uint8Array(32);
  domain.set(DOMAIN_APPLICATION_BUILDER, 0);
  domain.set(forkDataRoot.subarray(0, 28), 4);
  return domain;
}

/** What is signed: the root of (object root, domain) (consensus-specs, `compute_signing_root`). */
export function signingRoot(objectRoot: Uint8Array, domain: Uint8Array): Uint8Array {
  return ssz.phase0.SigningData.hashTreeRoot({ objectRoot, domain });
}
