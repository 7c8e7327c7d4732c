import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { BlobSidecar } from './blob-sidecar.ts';

/**
 * The thread that holds the trusted setup. Building it takes seconds of processor time, which must stay away from the
 * thread that makes blocks; and it is written out as text, because a bundle has no second file to point a thread at.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
try { require('node:os').setPriority(10); } catch {}
const { DasContextJs } = require(workerData);
const context = DasContextJs.create({ usePrecomp: false });
const tasks = {
  ready: () => true,
  verifyBlobs: ({ blobs, commitments, proofs }) => context.verifyBlobKzgProofBatch(blobs, commitments, proofs),
  verifyCells({ blobs, commitments, proofs }) {
    const cells = blobs.flatMap((blob) => context.computeCells(blob));
    const indices = cells.map((_, index) => index % 128);
    return context.verifyCellKzgProofBatch(cells.map((_, i) => commitments[Math.floor(i / 128)]), indices, cells, proofs);
  },
  cellProofs: ({ blobs }) => blobs.flatMap((blob) => context.computeCellsAndKzgProofs(blob).proofs),
  verifyPoint: ({ commitment, z, y, proof }) => context.verifyKzgProof(commitment, z, y, proof),
  commit: ({ blob }) => {
    const commitment = context.blobToKzgCommitment(blob);
    return { commitment, proof: context.computeBlobKzgProof(blob, commitment) };
  },
};
parentPort.on('message', ({ id, task, input }) => {
  try { parentPort.postMessage({ id, result: tasks[task](input) }); }
  catch (error) { parentPort.postMessage({ id, failure: String(error.message ?? error) }); }
});
`;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Polynomial commitments (EIP-4844, EIP-7594) in a thread that starts at the first need. */
export class Kzg {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  /** Starts building the trusted setup, so that the first blob need not wait for it. */
  async warmUp(): Promise<void> {
    await this.#ask('ready', {});
  }

  /** Whether the proofs of a sidecar hold. Malformed points count as proofs that do not. */
  verifySidecar(sidecar: BlobSidecar): Promise<boolean> {
    const task = sidecar.version === 0 ? 'verifyBlobs' : 'verifyCells';
    return this.#ask<boolean>(task, sidecar).catch(() => false);
  }

  /** 128 cell proofs a blob. */
  cellProofs(blobs: Uint8Array[]): Promise<Uint8Array[]> {
    return this.#ask('cellProofs', { blobs });
  }

  /** Whether the polynomial behind `commitment` is `y` at `z`. Rejects on malformed input. */
  verifyPoint(input: Record<'commitment' | 'z' | 'y' | 'proof', Uint8Array>): Promise<boolean> {
    return this.#ask('verifyPoint', input);
  }

  /** Commitment and blob proof of a blob; for whoever makes blob transactions. */
  commit(blob: Uint8Array): Promise<{ commitment: Uint8Array; proof: Uint8Array }> {
    return this.#ask('commit', { blob });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #ask<T>(task: string, input: object): Promise<T> {
    const worker = this.#start();
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (result) => resolve(result as T), reject });
      worker.postMessage({ id, task, input });
    });
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const library = createRequire(import.meta.url).resolve('@crate-crypto/node-eth-kzg');
    const worker = new Worker(THREAD, { eval: true, workerData: library });
    worker.unref();
    worker.on('message', ({ id, result, failure }: { id: number; result: unknown; failure?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(failure));
    });
    worker.on('error', (error) => this.#abandon(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#abandon(new Error('the KZG thread has ended')));
    this.#worker = worker;
    return worker;
  }

  #abandon(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
