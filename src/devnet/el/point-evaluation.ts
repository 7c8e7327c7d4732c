import { type CustomPrecompile, EVMError, type ExecResult, type PrecompileInput } from '@ethereumjs/evm';
import { createAddressFromString } from '@ethereumjs/util';
import { bytesToHex } from '../../lib/hex.ts';
import { versionedHash } from './blob-sidecar.ts';
import type { Kzg } from './kzg.ts';

const ADDRESS = createAddressFromString('0x000000000000000000000000000000000000000a');
const INPUT_SIZE = 192;
/** FIELD_ELEMENTS_PER_BLOB and BLS_MODULUS, a word each. */
const SUCCESS = Buffer.from(
  `${(4096).toString(16).padStart(64, '0')}73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001`,
  'hex',
);

/** The point evaluation precompile (EIP-4844), answered by the KZG thread. */
export function pointEvaluation(kzg: Kzg): CustomPrecompile {
  return { address: ADDRESS, function: (input) => evaluate(kzg, input) };
}

async function evaluate(kzg: Kzg, { data, gasLimit, common }: PrecompileInput): Promise<ExecResult> {
  const gas = common.param('kzgPointEvaluationPrecompileGas');
  const failed = (error: ConstructorParameters<typeof EVMError>[0]): ExecResult => ({
    returnValue: new Uint8Array(),
    executionGasUsed: gasLimit,
    exceptionError: new EVMError(error),
  });
  if (gasLimit < gas) return failed(EVMError.errorMessages.OUT_OF_GAS);
  if (data.length !== INPUT_SIZE) return failed(EVMError.errorMessages.INVALID_INPUT_LENGTH);
  const commitment = data.subarray(96, 144);
  if (versionedHash(commitment) !== bytesToHex(data.subarray(0, 32))) {
    return failed(EVMError.errorMessages.INVALID_COMMITMENT);
  }
  const [z, y, proof] = [data.subarray(32, 64), data.subarray(64, 96), data.subarray(144)];
  const holds = await kzg.verifyPoint({ commitment, z, y, proof }).catch(() => false);
  return holds ? { returnValue: SUCCESS, executionGasUsed: gas } : failed(EVMError.errorMessages.INVALID_PROOF);
}
