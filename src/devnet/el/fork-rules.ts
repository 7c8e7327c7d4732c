import { paramsBlock } from '@ethereumjs/block';
import { type ChainConfig, Common, type CustomCrypto, type GethGenesis, parseGethGenesis } from '@ethereumjs/common';
import { type CustomPrecompile, paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { paramsVM } from '@ethereumjs/vm';

/**
 * The rules of one fork, shared by every header and transaction of that fork.
 *
 * The library copies the rules and rebuilds a table of some 130 parameters for each transaction and header it creates,
 * which makes decoding a block cost more than running it. Rules that never change need no copies.
 */
class SharedRules extends Common {
  private sealed: boolean | undefined;

  seal(): this {
    for (const params of [paramsTx, paramsBlock, paramsEVM, paramsVM]) super.updateParams(params);
    this.sealed = true;
    return this;
  }

  override copy(): Common {
    return this;
  }

  override updateParams(params: Parameters<Common['updateParams']>[0]): void {
    if (!this.sealed) super.updateParams(params);
  }

  override setHardfork(hardfork: string): void {
    if (this.sealed && hardfork !== this.hardfork()) {
      throw new Error(`the shared rules of ${this.hardfork()} cannot become those of ${hardfork}`);
    }
    super.setHardfork(hardfork);
  }
}

/** Which rules hold at which block, for the chain of one geth-format genesis. */
export class ForkRules {
  readonly chainId: bigint;
  readonly depositContract: string | undefined;
  /** Those that take the place of the library's. */
  readonly precompiles: CustomPrecompile[];
  readonly #chain: ChainConfig;
  readonly #crypto: CustomCrypto;
  readonly #schedule: Common;
  readonly #shared = new Map<string, Common>();

  constructor(genesis: GethGenesis, crypto: CustomCrypto, precompiles: CustomPrecompile[]) {
    const params = parseGethGenesis(genesis, 'devnet');
    this.#chain = params as unknown as ChainConfig;
    this.#crypto = crypto;
    this.precompiles = precompiles;
    this.#schedule = this.mutable();
    this.chainId = this.#schedule.chainId();
    this.depositContract = genesis.config.depositContractAddress?.toLowerCase();
  }

  /** The rules of a block. Shared and read-only. */
  at(number: number | bigint, timestamp: number | bigint): Common {
    const hardfork = this.hardforkAt(number, timestamp);
    let rules = this.#shared.get(hardfork);
    if (rules === undefined) {
      rules = new SharedRules({ chain: this.#chain, hardfork, customCrypto: this.#crypto }).seal();
      this.#shared.set(hardfork, rules);
    }
    return rules;
  }

  hardforkAt(number: number | bigint, timestamp: number | bigint): string {
    return this.#schedule.getHardforkBy({ blockNumber: BigInt(number), timestamp: BigInt(timestamp) });
  }

  /** Rules of their own for a virtual machine, which moves between forks. */
  mutable(): Common {
    const { hardfork } = this.#chain as ChainConfig & { hardfork?: string };
    return new Common({
      chain: this.#chain,
      customCrypto: this.#crypto,
      ...(hardfork === undefined ? {} : { hardfork }),
    });
  }
}
