import type { HeaderTree } from '../../chain/header-tree.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { nearestPermittedBits, retargetInterval } from '../../consensus/retarget.ts';
import { SipHash } from '../../crypto/siphash.ts';
import type { Random } from '../../ports/random.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { workFromBits } from '../../primitives/work.ts';
import type { Work } from '../../primitives/work.ts';
import { CommitmentBits } from './commitment-bits.ts';
import { CompressedHeaders } from './compressed-headers.ts';
import { isSameHash } from './header-batch.ts';
import type { HeaderBatch } from './header-batch.ts';
import { blockLocator } from './locator.ts';

/** One header in so many is committed to. Source: Core 28.1, made by `contrib/devtools/headerssync-params.py`. */
export const HEADER_COMMITMENT_PERIOD = 615;

/** So many headers lie on top of one, held against the commitments, before it is kept. Source: as above. */
export const REDOWNLOAD_BUFFER_SIZE = 14_621;

/** More blocks a second than any chain can have, by the rule on the median of times. */
const MAX_BLOCKS_PER_SEC = 6;

/** Source: Core's `MAX_FUTURE_BLOCK_TIME`. */
const MAX_FUTURE_SEC = 2 * 60 * 60;

/** What one `headers` message comes to. */
export interface PresyncStep {
  /** False when the peer's headers don't go on from, or are not, those of before. */
  readonly isGood: boolean;
  /** Headers, 80 bytes each, whose chain is known to have enough work. */
  readonly ready: Uint8Array;
  /** Ask for more with `locator`. Otherwise this is at its end, and is not used again. */
  readonly wantsMore: boolean;
}

/** Where a `HeadersPresync` starts. */
export interface PresyncOptions {
  readonly params: NetworkParams;
  readonly random: Random;
  /** Row of the last block that the peer's chain shares with ours. */
  readonly startRow: number;
  /** Work that the peer's chain must come to. */
  readonly requiredWork: Work;
  readonly nowMs: number;
}

const NO_HEADERS = new Uint8Array(0);

/**
 * Takes in the headers of a chain that has not shown enough work yet, without keeping them: a peer could make any number of
 * them, at little work each. The first time through (presync) only one bit of one header in 615 is kept. When the chain has
 * shown enough work, it is asked for once more (redownload), and what comes is held against these bits: it has to be the same
 * chain. A header is given out once 14,621 more have come on top of it, or once the work was reached.
 *
 * It takes at most `commitments.sizeBytes` (one bit for each 102 s since the block that it starts from: 633 KB for the whole of
 * mainnet in 2025), doubled by growth, and 48 bytes for each of 16,621 headers, doubled likewise.
 *
 * Source: Bitcoin Core's `HeadersSyncState` (`headerssync.cpp`).
 */
export class HeadersPresync {
  readonly #tree: HeaderTree;
  readonly #params: NetworkParams;
  readonly #startRow: number;
  readonly #requiredWork: Work;
  readonly #hasher: SipHash;
  readonly #commitOffset: number;
  readonly #maxCommitments: number;
  readonly #commitments = new CommitmentBits();
  #phase: 'presync' | 'redownload' | 'ended' = 'presync';
  /** The last header of the chain, of this time through. */
  #lastHash: BlockHash;
  #lastBits: number;
  /** Work of one header with these bits. */
  #lastWork: Work;
  #height: number;
  #work: Work;
  readonly #buffer: CompressedHeaders;
  #isWorkReached = false;

  constructor(options: PresyncOptions, tree: HeaderTree) {
    const { params, random, startRow, requiredWork, nowMs } = options;
    this.#tree = tree;
    this.#params = params;
    this.#startRow = startRow;
    this.#requiredWork = requiredWork;
    this.#hasher = new SipHash(random.u64(), random.u64());
    this.#commitOffset = random.below(HEADER_COMMITMENT_PERIOD);
    const spanSec = Math.floor(nowMs / 1000) - tree.medianTimePast(startRow) + MAX_FUTURE_SEC;
    this.#maxCommitments = Math.floor((MAX_BLOCKS_PER_SEC * spanSec) / HEADER_COMMITMENT_PERIOD);
    this.#lastHash = tree.hashOf(startRow);
    this.#lastBits = tree.bitsOf(startRow);
    this.#lastWork = workFromBits(this.#lastBits);
    this.#height = tree.heightOf(startRow);
    this.#work = tree.chainworkOf(startRow);
    this.#buffer = new CompressedHeaders(this.#lastHash);
  }

  get phase(): 'presync' | 'redownload' | 'ended' {
    return this.#phase;
  }

  /** Height of the last header that came, this time through. */
  get height(): number {
    return this.#height;
  }

  /** Memory that is held for the peer's sake. */
  get sizeBytes(): number {
    return this.#commitments.sizeBytes + this.#buffer.sizeBytes;
  }

  /**
   * Takes in the next headers.
   *
   * @param batch Has proof of work, and each builds on the one before.
   * @param options.isFull Whether the message had as many as fit, so that there may be more.
   */
  receive(batch: HeaderBatch, options: { readonly isFull: boolean }): PresyncStep {
    const step =
      this.#phase === 'presync' ? this.#presync(batch, options.isFull) : this.#redownload(batch, options.isFull);
    if (!step.isGood || !step.wantsMore) this.#phase = 'ended';
    return step;
  }

  /** Names the place to go on from. */
  locator(): BlockHash[] {
    return [this.#lastHash, ...blockLocator(this.#tree, this.#startRow)];
  }

  #presync(batch: HeaderBatch, isFull: boolean): PresyncStep {
    const isGood = this.#commitAll(batch);
    if (isGood && this.#work >= this.#requiredWork) {
      this.#phase = 'redownload';
      this.#lastHash = this.#tree.hashOf(this.#startRow);
      this.#lastBits = this.#tree.bitsOf(this.#startRow);
      this.#lastWork = workFromBits(this.#lastBits);
      this.#height = this.#tree.heightOf(this.#startRow);
      this.#work = this.#tree.chainworkOf(this.#startRow);
      return { isGood, ready: NO_HEADERS, wantsMore: true };
    }
    return { isGood, ready: NO_HEADERS, wantsMore: isGood && isFull };
  }

  /** Source: Core's `ValidateAndStoreHeadersCommitments`, `ValidateAndProcessSingleHeader`. */
  #commitAll(batch: HeaderBatch): boolean {
    if (!isSameHash(batch.prevHash(0), this.#lastHash)) return false;
    for (let i = 0; i < batch.count; i++) {
      if (!this.#advance(batch, i)) return false;
      if (this.#height % HEADER_COMMITMENT_PERIOD !== this.#commitOffset) continue;
      this.#commitments.push(this.#commitmentOf(batch.hash(i)));
      if (this.#commitments.length > this.#maxCommitments) return false;
    }
    this.#lastHash = batch.hash(batch.count - 1).slice() as BlockHash;
    return true;
  }

  #redownload(batch: HeaderBatch, isFull: boolean): PresyncStep {
    const bad = { isGood: false, ready: NO_HEADERS, wantsMore: false };
    if (!isSameHash(batch.prevHash(0), this.#lastHash)) return bad;
    for (let i = 0; i < batch.count; i++) if (!this.#checkAgain(batch, i)) return bad;
    this.#lastHash = batch.hash(batch.count - 1).slice() as BlockHash;
    const ready = this.#buffer.take(
      this.#isWorkReached ? this.#buffer.length : Math.max(0, this.#buffer.length - REDOWNLOAD_BUFFER_SIZE),
    );
    return { isGood: true, ready, wantsMore: isFull && !this.#isWorkReached };
  }

  /** Source: Core's `ValidateAndStoreRedownloadedHeader`. */
  #checkAgain(batch: HeaderBatch, i: number): boolean {
    if (!this.#advance(batch, i)) return false;
    if (this.#work >= this.#requiredWork) this.#isWorkReached = true;
    // The chain may have grown since: what comes after the work was reached was not committed to.
    if (!this.#isWorkReached && this.#height % HEADER_COMMITMENT_PERIOD === this.#commitOffset) {
      if (this.#commitments.shift() !== this.#commitmentOf(batch.hash(i))) return false;
    }
    this.#buffer.push(batch.bytes, i * HEADER_BYTES);
    return true;
  }

  /** Goes on to the next header, whose difficulty must be one that a chain can have there. */
  #advance(batch: HeaderBatch, i: number): boolean {
    const bits = batch.bits(i);
    if (!isPermittedTransition(this.#params, { height: this.#height + 1, oldBits: this.#lastBits, newBits: bits })) {
      return false;
    }
    if (bits !== this.#lastBits) this.#lastWork = workFromBits(bits);
    this.#height++;
    this.#work += this.#lastWork;
    this.#lastBits = bits;
    return true;
  }

  #commitmentOf(hash: BlockHash): number {
    this.#hasher.hashUint256(hash, 0);
    return this.#hasher.low & 1;
  }
}

/**
 * Whether a header at a height may have these bits after a header with those: what can be said of difficulty without times.
 *
 * Source: Bitcoin Core's `PermittedDifficultyTransition`.
 */
function isPermittedTransition(
  params: NetworkParams,
  at: { readonly height: number; readonly oldBits: number; readonly newBits: number },
): boolean {
  if (params.allowMinDifficulty) return true;
  if (at.height % retargetInterval(params) !== 0) return at.oldBits === at.newBits;
  return nearestPermittedBits(params, at.oldBits, at.newBits) === at.newBits;
}
