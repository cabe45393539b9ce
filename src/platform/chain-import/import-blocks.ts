import { setImmediate } from 'node:timers/promises';
import { assert } from '../../bytes/assert.ts';
import type { ChainReject } from '../../chain/chain-reject.ts';
import type { Acceptance, ChainStep } from '../../chain/chain-state.ts';
import type { BlockReject } from '../../consensus/block-reject.ts';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { FilePosition } from '../../ports/block-files.ts';
import { parseBlock } from '../../primitives/block.ts';
import type { Block } from '../../primitives/block.ts';
import type { DecodeReject } from '../../primitives/decode-reject.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import type { OpenChain } from '../chain-folder/open-chain-handle.ts';
import type { HeaderOrigin } from '../header-file/header-file-failure.ts';
import { totalBytes } from '../header-file/read-header-file.ts';
import { isSystemError, reasonOf } from '../system-error.ts';
import { BlockSource, FRAME_BYTES } from './block-source.ts';
import { findBlocks } from './find-blocks.ts';
import type { FoundBlock, FoundBlocks, RejectedBlock } from './find-blocks.ts';

/** Bytes of blocks after which changes are committed even if memory would hold more: so much work a crash may cost. */
const MAX_UNCOMMITTED_BYTES = 512 * 1024 * 1024;

/** Bad blocks that an outcome lists. */
const MAX_REJECTED_LISTED = 20;

/** How far an import has come. */
export interface BlockImportProgress {
  readonly phase: 'headers' | 'blocks';
  /** Headers that were seen, or blocks that were read and are new. */
  readonly count: number;
  readonly blocksTotal: number;
  readonly height: number;
  readonly transactions: number;
  /** Inputs of connected blocks, and of these the ones whose scripts were run. */
  readonly inputs: number;
  readonly scripts: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}

/** A block that breaks a rule, or is none. */
export interface BadBlock {
  readonly hash: BlockHash;
  readonly height: number;
  readonly reject: ChainReject | DecodeReject;
  readonly origin?: HeaderOrigin;
}

/** How an import ended. What was connected is kept whatever the end. */
export interface BlockImportOutcome {
  readonly status: 'done' | 'interrupted' | 'failed';
  readonly failure:
    FoundBlocks['failure'] | { readonly code: 'file-changed'; readonly path: string; readonly offset: number };
  /** Blocks that were new and good in themselves, and how many of them were connected. */
  readonly added: number;
  readonly known: number;
  readonly connected: number;
  /** Blocks that were disconnected when a better chain came. */
  readonly disconnected: number;
  readonly orphans: number;
  readonly rejected: number;
  /** The first bad blocks. */
  readonly badBlocks: readonly BadBlock[];
  readonly transactions: number;
  readonly inputs: number;
  readonly scripts: number;
  readonly bytes: number;
}

/** A block as far as it was read and checked by itself; there is none where the bytes are none. */
type PreparedBlock =
  | { readonly sizeBytes: number; readonly block: Block; readonly reject: BlockReject | undefined }
  | { readonly sizeBytes: number; readonly block?: undefined; readonly reject: DecodeReject };

/** What an import reads. */
export interface BlockImportOptions {
  readonly files: readonly string[];
  readonly network: NetworkName;
  /** The moment, in seconds since 1970, that headers may not be two hours ahead of. */
  readonly nowSec: number;
  /** Whether the files are the chain's own, so that blocks stay where they are. */
  readonly inPlace?: boolean;
  /** Bytes of blocks after which changes are committed in any case; 512 MiB unless told. */
  readonly maxUncommittedBytes?: number;
  /** Bytes that block files may take: older ones are deleted as new ones come. */
  readonly pruneTargetBytes?: number | undefined;
  readonly onProgress?: (progress: BlockImportProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Imports block files: first all headers, then the blocks by height, each checked, stored and connected; with commits as often
 * as memory asks for them.
 *
 * A bad block does not end it: what builds on the block is refused, all else goes on.
 *
 * @throws {ChainStoreError} When the chain can't be written.
 */
export async function importBlocks(chain: OpenChain, options: BlockImportOptions): Promise<BlockImportOutcome> {
  const job = new BlockImport(chain, options);
  try {
    return await job.run();
  } finally {
    await job.close();
  }
}

class BlockImport {
  readonly #handle: OpenChain;
  readonly #options: BlockImportOptions;
  readonly #source: BlockSource;
  readonly #badBlocks: BadBlock[] = [];
  readonly #count = {
    added: 0,
    connected: 0,
    disconnected: 0,
    rejected: 0,
    transactions: 0,
    inputs: 0,
    scripts: 0,
    bytes: 0,
  };
  #bytesTotal = 0;
  #committedBytes = 0;
  #blocksTotal = 0;

  constructor(handle: OpenChain, options: BlockImportOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#source = new BlockSource(networkParams(options.network));
  }

  async run(): Promise<BlockImportOutcome> {
    const { chain } = this.#handle;
    const { files, network, nowSec, signal } = this.#options;
    this.#bytesTotal = await totalBytes(files);
    const found = await findBlocks(chain, {
      files,
      params: networkParams(network),
      nowSec,
      signal,
      onProgress: (headers) => this.#tell('headers', headers),
    });
    this.#blocksTotal = found.blocks.length;
    for (const rejected of found.rejected) this.#reject(rejected);
    const end = await this.#takeAll(found.blocks);
    // The last one; and what was stored earlier and not connected, as after an import that was killed.
    await this.#connect({ upTo: undefined });
    this.#tell('blocks', this.#count.added);
    await this.#commit();
    const { known, orphans } = found;
    const failure = end.failure ?? found.failure;
    const status = end.isInterrupted ? 'interrupted' : failure === undefined ? 'done' : 'failed';
    return { status, failure, known, orphans, ...this.#count, badBlocks: this.#badBlocks };
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  get #maxUncommittedBytes(): number {
    return this.#options.maxUncommittedBytes ?? MAX_UNCOMMITTED_BYTES;
  }

  async #takeAll(
    blocks: readonly FoundBlock[],
  ): Promise<{ readonly isInterrupted: boolean; readonly failure?: BlockImportOutcome['failure'] }> {
    for (const { row, origin } of blocks) {
      if (this.#options.signal?.aborted === true) return { isInterrupted: true };
      // Other threads may still be checking scripts of the block before, which is what the order is for.
      const bytes = await this.#read(origin);
      if (!(bytes instanceof Uint8Array)) return { isInterrupted: false, failure: bytes };
      const prepared = this.#prepare(bytes);
      await this.#connect({ upTo: undefined });
      this.#take(prepared, row, origin);
      await this.#connect({ upTo: row });
      this.#tell('blocks', this.#count.added);
      // Lets Ctrl-C through.
      await setImmediate();
    }
    return { isInterrupted: false };
  }

  async #read(origin: HeaderOrigin): Promise<Uint8Array | BlockImportOutcome['failure']> {
    const { path, offset } = origin;
    try {
      return (await this.#source.read(path, offset)) ?? { code: 'file-changed', path, offset };
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { code: 'file-not-readable', path, reason: reasonOf(error) };
    }
  }

  /** Does what can be done for a block without the chain. */
  #prepare(bytes: Uint8Array): PreparedBlock {
    const block = parseBlock(bytes);
    if ('code' in block) return { sizeBytes: bytes.length, reject: block };
    const reject = this.#handle.chain.checkAlone(block);
    // Hashed now, and kept: the witness commitment is checked with the block's height.
    if (reject === undefined) assert(block.wtxids.length > 0, 'a block that is good has transactions');
    return { sizeBytes: bytes.length, reject, block };
  }

  #take(prepared: PreparedBlock, row: number, origin: HeaderOrigin): void {
    const { chain } = this.#handle;
    const { tree } = chain;
    const { sizeBytes, block, reject } = prepared;
    this.#count.bytes += sizeBytes;
    const at = { hash: tree.hashOf(row), height: tree.heightOf(row), origin };
    if (block === undefined) return this.#reject({ ...at, reject });
    const accepted: Acceptance =
      reject === undefined
        ? chain.acceptBlock(block, {
            nowSec: this.#options.nowSec,
            isChecked: true,
            ...(this.#options.inPlace === true && { position: positionOf(origin, sizeBytes) }),
          })
        : { status: 'rejected', reject };
    if (accepted.status === 'rejected') {
      chain.blame(row, accepted.reject);
      return this.#reject({ ...at, reject: accepted.reject });
    }
    if (accepted.status === 'added') this.#count.added++;
    return undefined;
  }

  /**
   * Goes on to the best chain, and commits when it is due.
   *
   * @param options.upTo The row of the block whose scripts need not be waited for.
   */
  async #connect(options: { readonly upTo: number | undefined }): Promise<void> {
    const { chain } = this.#handle;
    for (let step = chain.stepAhead(); step !== undefined; step = chain.stepAhead()) {
      if (step.did === 'begin') {
        if (step.row === options.upTo) return;
        continue;
      }
      this.#tally(step);
      if (chain.isFlushDue || this.#count.bytes - this.#committedBytes >= this.#maxUncommittedBytes) {
        await this.#commit();
      }
      if (this.#options.signal?.aborted === true) return;
    }
  }

  async #commit(): Promise<void> {
    const { pruneTargetBytes } = this.#options;
    if (pruneTargetBytes !== undefined) this.#handle.chain.prune(pruneTargetBytes);
    await this.#handle.flush();
    this.#committedBytes = this.#count.bytes;
  }

  #tally(step: ChainStep): void {
    const { tree } = this.#handle.chain;
    if (step.did === 'connect') {
      this.#count.connected++;
      this.#count.transactions += step.block.transactionCount;
      this.#count.inputs += step.result.inputCount;
      this.#count.scripts += step.result.scriptsChecked;
    } else if (step.did === 'disconnect') this.#count.disconnected++;
    else this.#reject({ hash: tree.hashOf(step.row), height: tree.heightOf(step.row), reject: step.reject });
  }

  #reject(bad: BadBlock | RejectedBlock): void {
    this.#count.rejected++;
    if (this.#badBlocks.length < MAX_REJECTED_LISTED) this.#badBlocks.push(bad);
  }

  #tell(phase: BlockImportProgress['phase'], count: number): void {
    const { transactions, inputs, scripts, bytes } = this.#count;
    this.#options.onProgress?.({
      phase,
      count,
      blocksTotal: this.#blocksTotal,
      height: this.#handle.chain.active.height,
      transactions,
      inputs,
      scripts,
      bytes,
      bytesTotal: this.#bytesTotal,
    });
  }
}

/** Where a block of our own files lies. */
function positionOf(origin: HeaderOrigin, sizeBytes: number): FilePosition {
  const file = Number(/blk(\d{5})\.dat$/.exec(origin.path)?.[1] ?? 0);
  return { file, offset: Math.max(origin.offset, FRAME_BYTES), sizeBytes };
}
