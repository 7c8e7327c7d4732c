import { readFileSync } from 'node:fs';
import solc from 'solc';
import { type Abi, encodeFunctionData, getContractAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hex } from '../../lib/hex.ts';
import { TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { testAccount, testReader, testWallet } from './test-wallet.ts';

const SOURCE = `
  // SPDX-License-Identifier: MIT
  pragma solidity ^0.8.0;
  contract Counter {
    event Added(address indexed by, uint256 amount, uint256 total);
    error TooMuch(uint256 amount);
    uint256 public total;
    mapping(address => uint256) public by;
    function add(uint256 amount) external payable {
      if (amount > 100) revert TooMuch(amount);
      require(amount != 13, "unlucky");
      total += amount;
      by[msg.sender] += amount;
      emit Added(msg.sender, amount, total);
    }
    function parent() external view returns (bytes32) { return blockhash(block.number - 1); }
    function who() external view returns (address) { return msg.sender; }
  }`;

function compile(): { abi: Abi; bytecode: Hex } {
  const input = {
    language: 'Solidity',
    sources: { 'Counter.sol': { content: SOURCE } },
    settings: { evmVersion: 'cancun', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  };
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input)));
  const { abi, evm } = contracts['Counter.sol'].Counter;
  return { abi, bytecode: `0x${evm.bytecode.object}` };
}

const { abi, bytecode } = compile();
const account = testAccount(0);

describe.each(['prague', 'osaka'] as const)('a user with viem on %s', (fork) => {
  let el: TestEl;
  let counter: Hex;
  beforeAll(async () => {
    el = await TestEl.start(testGenesis({ fork }));
    const hash = await testWallet(el).deployContract({ abi, bytecode, args: [] });
    await el.mine();
    const receipt = await testReader(el).waitForTransactionReceipt({ hash });
    counter = receipt.contractAddress ?? '0x';
  });
  afterAll(() => el.stop());

  /** Sends a call to the contract and mines it. */
  async function add(amount: bigint) {
    const hash = await testWallet(el).writeContract({ address: counter, abi, functionName: 'add', args: [amount] });
    await el.mine();
    return testReader(el).waitForTransactionReceipt({ hash });
  }

  test('deploys a contract, writes to it, and reads it', async () => {
    expect(counter.toLowerCase()).toBe(getContractAddress({ from: account.address, nonce: 0n }).toLowerCase());
    expect(await testReader(el).getCode({ address: counter })).toMatch(/^0x60/);
    expect((await add(5n)).status).toBe('success');
    expect(await testReader(el).readContract({ address: counter, abi, functionName: 'total' })).toBe(5n);
  });

  test('finds logs by address, topic, range and block hash, with indexes that run through the block', async () => {
    const wallet = testWallet(el);
    const nonce = await testReader(el).getTransactionCount({ address: account.address });
    for (const [index, amount] of [1n, 2n, 3n].entries()) {
      const args = { address: counter, abi, functionName: 'add', args: [amount], nonce: nonce + index, gas: 200_000n };
      await wallet.writeContract(args);
    }
    const { executionPayload } = await el.mine();
    const { blockHash, blockNumber } = executionPayload;
    const logs = await testReader(el).getContractEvents({ address: counter, abi, eventName: 'Added', blockHash });
    expect(logs.map(({ logIndex, transactionIndex }) => [logIndex, transactionIndex])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    const receipts = await el.ask<{ logs: { logIndex: Hex }[] }[]>('eth_getBlockReceipts', blockHash);
    expect(receipts.flatMap((receipt) => receipt.logs.map(({ logIndex }) => logIndex))).toEqual(['0x0', '0x1', '0x2']);
    const by = `0x${account.address.slice(2).toLowerCase().padStart(64, '0')}`;
    const range = { fromBlock: blockNumber, toBlock: 'latest', address: [counter] };
    expect(await el.ask('eth_getLogs', { ...range, topics: [null, [by]] })).toHaveLength(3);
    expect(await el.ask('eth_getLogs', { ...range, topics: [null, `0x${'00'.repeat(32)}`] })).toHaveLength(0);
    expect(await el.ask('eth_getLogs', { ...range, topics: null })).toHaveLength(3);
    expect(await el.ask('eth_getLogs', { blockHash, address: account.address })).toHaveLength(0);
  });

  test('sees why a call reverts, with the data', async () => {
    const call = (amount: bigint) => ({
      from: account.address,
      to: counter,
      data: encodeFunctionData({ abi, functionName: 'add', args: [amount] }),
    });
    for (const method of ['eth_call', 'eth_estimateGas']) {
      expect((await el.rpc(method, call(13n), 'latest')).error).toMatchObject({
        code: 3,
        message: 'execution reverted: unlucky',
        data: expect.stringMatching(/^0x08c379a0/),
      });
      expect((await el.rpc(method, call(101n), 'latest')).error).toMatchObject({
        code: 3,
        message: 'execution reverted',
      });
    }
    const { error } = await el.rpc('eth_call', { ...call(1n), gas: '0x5300' }, 'latest');
    expect(error?.message).toMatch(/out of gas|intrinsic gas too low/);
    const forced = await testWallet(el).sendTransaction({ ...call(13n), gas: 100_000n });
    await el.mine();
    expect((await testReader(el).waitForTransactionReceipt({ hash: forced })).status).toBe('reverted');
  });

  test('calls with overridden state, from a contract, and on an old block', async () => {
    const reader = testReader(el);
    const data = encodeFunctionData({ abi, functionName: 'who' });
    expect((await reader.call({ account: counter, to: counter, data })).data?.slice(-40)).toBe(
      counter.slice(2).toLowerCase(),
    );
    const slot = `0x${'00'.repeat(32)}` as const;
    const value = `0x${(77).toString(16).padStart(64, '0')}` as const;
    const total = { address: counter, abi, functionName: 'total' } as const;
    const stateOverride = [{ address: counter, stateDiff: [{ slot, value }] }];
    expect(await reader.readContract({ ...total, stateOverride })).toBe(77n);
    const before = await reader.readContract(total);
    const { number } = await el.head();
    await add(4n);
    expect(await reader.readContract(total)).toBe((before as bigint) + 4n);
    expect(await reader.readContract({ ...total, blockNumber: BigInt(number) })).toBe(before);
    const parent = await reader.readContract({ address: counter, abi, functionName: 'parent' });
    expect(parent).toBe((await reader.getBlock()).parentHash);
    const tagged = await el.ask('eth_call', { to: counter, input: data }, { blockHash: (await el.head()).hash });
    expect(tagged).toBe(`0x${'00'.repeat(32)}`);
  });

  test('traces a transaction as instructions, as calls and as state', async () => {
    const { transactionHash } = await add(6n);
    const steps = await el.ask<{ failed: boolean; structLogs: { op: string }[] }>(
      'debug_traceTransaction',
      transactionHash,
    );
    expect(steps.failed).toBe(false);
    expect(steps.structLogs.filter(({ op }) => op === 'SSTORE')).toHaveLength(2);
    const tracer = { tracer: 'callTracer', tracerConfig: { withLog: true } };
    expect(await el.ask('debug_traceTransaction', transactionHash, tracer)).toMatchObject({
      type: 'CALL',
      to: counter.toLowerCase(),
      logs: [{ address: counter.toLowerCase(), position: '0x0' }],
    });
    const diff = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } };
    const { post } = await el.ask<{ post: Record<string, object> }>('debug_traceTransaction', transactionHash, diff);
    expect(post[counter.toLowerCase()]).toHaveProperty('storage');
    const { blockNumber } = await testReader(el).getTransactionReceipt({ hash: transactionHash });
    const block = await el.ask<object[]>('debug_traceBlockByNumber', `0x${blockNumber.toString(16)}`, tracer);
    expect(block).toMatchObject([{ txHash: transactionHash }]);
    const call = { to: counter, data: encodeFunctionData({ abi, functionName: 'add', args: [13n] }) };
    expect(await el.ask('debug_traceCall', call, 'latest', { tracer: 'callTracer' })).toMatchObject({
      error: 'execution reverted',
      revertReason: 'unlucky',
    });
  });

  test('delegates an account to a contract (EIP-7702)', async () => {
    const wallet = testWallet(el);
    const authority = testAccount(2);
    const authorization = await testWallet(el, 2).signAuthorization({
      account: authority,
      contractAddress: counter,
      nonce: await testReader(el).getTransactionCount({ address: authority.address }),
    });
    const data = encodeFunctionData({ abi, functionName: 'add', args: [9n] });
    const hash = await wallet.sendTransaction({ to: authority.address, data, authorizationList: [authorization] });
    await el.mine();
    expect((await testReader(el).waitForTransactionReceipt({ hash })).status).toBe('success');
    expect(await testReader(el).getCode({ address: authority.address })).toBe(
      `0xef0100${counter.slice(2).toLowerCase()}`,
    );
    expect(await testReader(el).readContract({ address: authority.address, abi, functionName: 'total' })).toBe(9n);
    expect(await testReader(el).getTransaction({ hash })).toMatchObject({
      type: 'eip7702',
      authorizationList: [{ address: counter.toLowerCase(), chainId: 1337 }],
    });
    const own = await testWallet(el, 2).sendTransaction({ to: account.address, value: 1n });
    await el.mine();
    expect((await testReader(el).waitForTransactionReceipt({ hash: own })).status).toBe('success');
  });

  test('proves an account and a slot, and lists what a call accesses', async () => {
    const proof = await testReader(el).getProof({ address: counter, storageKeys: [`0x${'00'.repeat(32)}`] });
    expect(proof.storageProof[0]?.value).toBe(
      await testReader(el).readContract({ address: counter, abi, functionName: 'total' }),
    );
    expect(proof.accountProof.length).toBeGreaterThan(0);
    const { accessList } = await testReader(el).createAccessList({
      account,
      to: counter,
      data: encodeFunctionData({ abi, functionName: 'add', args: [1n] }),
    });
    expect(accessList).toMatchObject([{ address: counter.toLowerCase(), storageKeys: { length: 2 } }]);
  });

  test('asks for fees and for the block to come', async () => {
    const reader = testReader(el);
    const history = await reader.getFeeHistory({ blockCount: 500, rewardPercentiles: [10, 90] });
    expect(history.baseFeePerGas).toHaveLength(Number((await el.head()).number) + 2);
    expect(await reader.estimateFeesPerGas()).toMatchObject({ maxPriorityFeePerGas: 1_000_000_000n });
    expect(await reader.getBlobBaseFee()).toBeGreaterThan(0n);
    const gasPrice = await reader.getGasPrice();
    const legacy = await testWallet(el).sendTransaction({ to: account.address, gasPrice, type: 'legacy' });
    await el.mine();
    expect(await reader.waitForTransactionReceipt({ hash: legacy })).toMatchObject({ effectiveGasPrice: gasPrice });
    await el.prepare();
    const pending = await el.ask('eth_getBlockByNumber', 'pending', false);
    expect(pending).toMatchObject({ hash: null, parentHash: (await el.head()).hash });
  });
});

test('the product version is the one of package.json', async () => {
  const { CLIENT_VERSION } = await import('./client-version.ts');
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(CLIENT_VERSION).toBe(version);
});
