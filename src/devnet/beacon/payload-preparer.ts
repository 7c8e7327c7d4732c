import { getExpectedWithdrawals, getRandaoMix } from '@lodestar/state-transition';
import { messageOf } from '../../lib/errors.ts';
import { bytesToHex, type Hex, hexToBytes, quantity } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import type { EnginePayloadAttributes } from '../consensus/engine-types.ts';
import { type Withdrawal, withdrawalToEngine } from '../consensus/execution-payload.ts';
import { type BeaconEvents, EventType } from './beacon-events.ts';
import type { BeaconChain } from './chain/beacon-chain.ts';
import type { BeaconState, ChainBlock } from './chain/types.ts';
import type { ExecutionLink } from './execution/execution-link.ts';

/** A payload that the execution client builds for a slot on top of a block. */
export interface PreparedPayload {
  slot: number;
  parentRoot: Hex;
  payloadId: Hex | null;
}

/** What the payload of a slot must be like. */
export interface SlotAttributes {
  proposerIndex: number;
  /** Unix seconds. */
  timestamp: number;
  prevRandao: Uint8Array;
  feeRecipient: Hex;
  withdrawals: Withdrawal[];
}

export interface PayloadPreparerOptions {
  chain: BeaconChain;
  execution: ExecutionLink;
  events: BeaconEvents;
  feeRecipientOf: (validatorIndex: number) => Hex;
  log: Logger;
}

/** Has the execution client begin the payload of a coming slot, and tells builders what it must be like. */
export class PayloadPreparer {
  readonly #options: PayloadPreparerOptions;
  #prepared: PreparedPayload | undefined;
  #running: Promise<PreparedPayload | undefined> = Promise.resolve(undefined);

  constructor(options: PayloadPreparerOptions) {
    this.#options = options;
  }

  /** What is being built for this slot on top of the present head. */
  preparedFor(slot: number): PreparedPayload | undefined {
    const { slot: have, parentRoot } = this.#prepared ?? {};
    return have === slot && parentRoot === this.#options.chain.head.block.root ? this.#prepared : undefined;
  }

  /** Sends head and attributes to the execution client, then the attributes to whoever listens. Never throws. */
  prepare(slot: number): Promise<PreparedPayload | undefined> {
    this.#running = this.#prepare(slot);
    return this.#running;
  }

  /** Resolves when what was begun last has been answered. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #prepare(slot: number): Promise<PreparedPayload | undefined> {
    const { chain, execution, log } = this.#options;
    try {
      const head = chain.head;
      const state = await chain.advancedTo(slot);
      if (chain.head !== head) return undefined;
      const attributes = this.attributesOf(state);
      const payloadId = await execution.setHead(head, engineAttributes(attributes, head.block));
      this.#prepared = { slot, parentRoot: head.block.root, payloadId };
      this.#announce(attributes, head.block, slot);
      return this.#prepared;
    } catch (error) {
      log.warn('the execution client does not prepare a payload', { slot, reason: messageOf(error) });
      return undefined;
    }
  }

  /** For the slot that the state is advanced to. */
  attributesOf(state: BeaconState): SlotAttributes {
    const { config, clock } = this.#options.chain;
    const proposerIndex = state.epochCtx.getBeaconProposer(state.slot);
    return {
      proposerIndex,
      timestamp: Math.floor(clock.startOf(state.slot) / 1000),
      prevRandao: getRandaoMix(state, state.epochCtx.epoch),
      feeRecipient: this.#options.feeRecipientOf(proposerIndex),
      withdrawals: getExpectedWithdrawals(config.getForkSeq(state.slot), state).expectedWithdrawals,
    };
  }

  #announce(attributes: SlotAttributes, parent: ChainBlock, slot: number): void {
    const { timestamp, prevRandao, feeRecipient, withdrawals, proposerIndex } = attributes;
    this.#options.events.emit({
      type: EventType.payloadAttributes,
      message: {
        version: this.#options.chain.config.getForkName(slot),
        data: {
          proposerIndex,
          proposalSlot: slot,
          parentBlockNumber: parent.executionNumber,
          parentBlockRoot: hexToBytes(parent.root),
          parentBlockHash: hexToBytes(parent.executionHash),
          payloadAttributes: {
            timestamp,
            prevRandao,
            suggestedFeeRecipient: feeRecipient,
            withdrawals,
            parentBeaconBlockRoot: hexToBytes(parent.root),
          },
        },
      },
    });
  }
}

function engineAttributes(attributes: SlotAttributes, parent: ChainBlock): EnginePayloadAttributes {
  return {
    timestamp: quantity(attributes.timestamp),
    prevRandao: bytesToHex(attributes.prevRandao),
    suggestedFeeRecipient: attributes.feeRecipient,
    withdrawals: attributes.withdrawals.map(withdrawalToEngine),
    parentBeaconBlockRoot: parent.root,
  };
}
