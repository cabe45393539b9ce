import type { ChainReject } from '../../chain/chain-reject.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { BLOCK_STATUS } from '../../chain/block-index.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { HEADER_BYTES, hashHeader } from '../../primitives/header.ts';
import type { HeaderFileFailure, HeaderOrigin } from '../header-file/header-file-failure.ts';
import { readHeaderFile } from '../header-file/read-header-file.ts';
import { HeldBackHeaders } from '../held-back-headers.ts';

/** A block in a file, whose header is good. */
export interface FoundBlock {
  readonly row: number;
  readonly origin: HeaderOrigin;
}

/** A header or block that was not taken in. */
export interface RejectedBlock {
  readonly hash: BlockHash;
  /** -1 when the block before it is not known. */
  readonly height: number;
  readonly reject: ChainReject;
  readonly origin: HeaderOrigin;
}

/** What lies in the files. */
export interface FoundBlocks {
  /** Blocks that are not stored yet, parents before children. */
  readonly blocks: readonly FoundBlock[];
  /** Blocks that are stored already. */
  readonly known: number;
  readonly rejected: readonly RejectedBlock[];
  /** Blocks whose parents are in none of the files. */
  readonly orphans: number;
  /** Why a file could not be read to its end; what was found before counts. */
  readonly failure: HeaderFileFailure | { readonly code: 'no-block-file'; readonly path: string } | undefined;
}

/**
 * Goes through block files and takes in all headers, in whatever order they come, so that the best chain of headers is known
 * before the first block is checked: which is what lets scripts be assumed valid below a known block.
 */
export async function findBlocks(
  chain: ChainState,
  options: {
    readonly files: readonly string[];
    readonly params: NetworkParams;
    readonly nowSec: number;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((headers: number) => void) | undefined;
  },
): Promise<FoundBlocks> {
  const search = new BlockSearch(chain, options.nowSec);
  let failure: FoundBlocks['failure'];
  for (const file of options.files) {
    for await (const item of readHeaderFile(file, options.params)) {
      options.signal?.throwIfAborted();
      if (item.kind === 'failure') failure = item.failure;
      if (item.kind !== 'run') continue;
      if (item.parentsFirst) {
        failure = { code: 'no-block-file', path: file };
        break;
      }
      for (let i = 0; i < item.count; i++) search.take(item.bytes, i * item.stride, item.originOf(i));
      options.onProgress?.(search.seen);
    }
    if (failure !== undefined) break;
  }
  return { ...search.result(), failure };
}

class BlockSearch {
  readonly #chain: ChainState;
  readonly #nowSec: number;
  readonly #heldBack = new HeldBackHeaders();
  readonly #blocks: FoundBlock[] = [];
  readonly #rejected: RejectedBlock[] = [];
  readonly #seenRows = new Set<number>();
  #known = 0;
  seen = 0;

  constructor(chain: ChainState, nowSec: number) {
    this.#chain = chain;
    this.#nowSec = nowSec;
  }

  /** Takes in the header at `offset`, and those that waited for it. */
  take(bytes: Uint8Array, offset: number, origin: HeaderOrigin): void {
    this.seen++;
    const queue = [{ bytes, offset, origin }];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (!this.#takeOne(next.bytes, next.offset, next.origin)) continue;
      const hash = hashHeader(next.bytes, next.offset);
      for (const child of this.#heldBack.take(hash))
        queue.push({ bytes: child.bytes, offset: 0, origin: child.origin });
    }
  }

  /** Blocks by height, and those of one height in the order in which they were found. */
  result(): Omit<FoundBlocks, 'failure'> {
    const { tree } = this.#chain;
    const blocks = this.#blocks.sort((a, b) => tree.heightOf(a.row) - tree.heightOf(b.row));
    return { blocks, known: this.#known, rejected: this.#rejected, orphans: this.#heldBack.size };
  }

  /** @returns Whether the header is in the tree. */
  #takeOne(bytes: Uint8Array, offset: number, origin: HeaderOrigin): boolean {
    const accepted = this.#chain.acceptHeader(bytes, offset, this.#nowSec);
    if (accepted.status !== 'rejected') {
      const { row } = accepted;
      if (this.#chain.index.has(row, BLOCK_STATUS.haveData) || this.#seenRows.has(row)) this.#known++;
      else this.#blocks.push({ row, origin });
      this.#seenRows.add(row);
      return true;
    }
    const { reject } = accepted;
    const hasRoom = reject.code === 'prev-blk-not-found' && this.#heldBack.hold(bytes, offset, origin);
    if (hasRoom) return false;
    const hash = hashHeader(bytes.subarray(offset, offset + HEADER_BYTES), 0);
    const { tree } = this.#chain;
    const row = tree.indexOf(hash);
    this.#rejected.push({ hash, height: row < 0 ? -1 : tree.heightOf(row), reject, origin });
    // A header that is known to have failed is in the tree: what builds on it is told so.
    return row >= 0;
  }
}
