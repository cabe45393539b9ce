import { assert } from '../bytes/assert.ts';
import { readU32Le } from '../bytes/u32-le.ts';
import { checkHeaderInContext, MEDIAN_TIME_SPAN } from '../consensus/header-rules.ts';
import type { HeaderReject } from '../consensus/header-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { checkHashMeetsTarget } from '../consensus/proof-of-work.ts';
import { nearestPermittedBits, nextBits, retargetInterval } from '../consensus/retarget.ts';
import type { PeriodFirst } from '../consensus/retarget.ts';
import { sha256dInto } from '../crypto/sha256d.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS } from '../primitives/header.ts';
import type { Work } from '../primitives/work.ts';
import { BestChain } from './best-chain.ts';
import { HashIndex } from './hash-index.ts';
import { checkAnchor } from './header-anchor.ts';
import type { AnchorContext, HeaderAnchor } from './header-anchor.ts';
import { HeaderColumns } from './header-columns.ts';
import { medianTime } from './median-time.ts';
import { NetworkTargets } from './network-targets.ts';
import { skipDepth, walkToAncestor } from './skip-list.ts';

/** What became of a header. `index` is its row in the tree. */
export type AcceptResult =
  | { readonly status: 'added' | 'known'; readonly index: number }
  | { readonly status: 'rejected'; readonly reject: HeaderReject };

/** A header that no other header builds on, as `getchaintips` tells it. */
export interface HeaderTip {
  readonly index: number;
  readonly height: number;
  /** Blocks from where it leaves the best chain to the tip; 0 for the best chain's own tip. */
  readonly branchLength: number;
  readonly status: 'active' | 'headers-only';
}

/** How many checks were left out, or were weaker, because the tree starts at an anchor. */
export interface UncheckedCounts {
  /** Retargets of a period whose first block is not known: only held against the factor of 4 each way. */
  readonly retargets: number;
  /** Headers with fewer than 11 known before them: held against the least median that these allow. */
  readonly medianTimes: number;
  /** Headers of a testnet period whose true difficulty is not known: bits only held against the limit. */
  readonly minDifficultyBits: number;
}

/** What a `HeaderTree` is made from. */
export interface HeaderTreeOptions {
  readonly params: NetworkParams;
  /** Where to start instead of the network's first block; has passed `checkAnchor`. */
  readonly anchor?: HeaderAnchor;
  /** Unsigned 32-bit integer that keeps peers from aiming at one slot of the hash index: random, where peers are. */
  readonly indexSalt?: number;
}

/** Word of a header, of 20, at which its previous block's hash starts. */
const PREV_HASH_WORD = HEADER_OFFSETS.prevHash / 4;

/**
 * All valid headers that are known, forks too, from one first header on; and which chain has the most work.
 *
 * Headers are rows, named by their index: 0 for the first, then in the order they came. Nothing is ever removed. About 122
 * bytes a header at a million: 108 in columns, 8 to 16 in the hash index, 4 in the best chain (`bench/headers.ts`).
 */
export class HeaderTree {
  readonly #params: NetworkParams;
  readonly #rootHeight: number;
  readonly #anchorContext: AnchorContext | undefined;
  readonly #columns = new HeaderColumns();
  readonly #targets: NetworkTargets;
  readonly #index: HashIndex;
  /** A hash that is looked for: as bytes, and as the words that the index knows. Peers ask for 50,000 at a time. */
  readonly #soughtWords = new Uint32Array(8);
  readonly #soughtBytes = new Uint8Array(this.#soughtWords.buffer);
  readonly #best: BestChain;
  readonly #unchecked = { retargets: 0, medianTimes: 0, minDifficultyBits: 0 };
  /** The row whose median time was asked for last, and that median: one block's rules ask for it four times. */
  #medianRow = -1;
  #medianTimeSec = 0;

  // The header at hand, as bytes and as words of the machine's own byte order, so that accepting one allocates next to
  // nothing.
  readonly #headerWords = new Uint32Array(HEADER_BYTES / 4);
  readonly #header: Uint8Array = new Uint8Array(this.#headerWords.buffer);
  readonly #hashWords = new Uint32Array(HASH_BYTES / 4);
  readonly #hash = new Uint8Array(this.#hashWords.buffer) as Uint8Array as BlockHash;

  constructor(options: HeaderTreeOptions) {
    const { params, anchor, indexSalt = 0 } = options;
    assert(anchor === undefined || checkAnchor(params, anchor) === undefined, 'the anchor was checked');
    this.#params = params;
    this.#rootHeight = anchor?.height ?? 0;
    this.#anchorContext = anchor?.context;
    this.#targets = new NetworkTargets(params);
    this.#index = new HashIndex(this.#columns, indexSalt);
    this.#best = new BestChain(this.#columns);
    this.#load(anchor?.header ?? params.genesisHeader, 0);
    this.#append(-1);
  }

  /**
   * Checks the header at `offset` by all rules that need no more than headers, in Bitcoin Core's order, and adds it.
   *
   * Source: Bitcoin Core's `ChainstateManager::AcceptBlockHeader`.
   *
   * @param bytes Holds 80 bytes from `offset` on; copied.
   * @param nowSec The current time, in seconds since 1970, for the rule on times in the future.
   */
  accept(bytes: Uint8Array, offset: number, nowSec: number): AcceptResult {
    this.#load(bytes, offset);
    const known = this.#index.find(this.#hashWords, 0);
    if (known >= 0) return { status: 'known', index: known };
    const { timeSec: timeAt, bits: bitsAt } = HEADER_OFFSETS;
    const bits = readU32Le(this.#header, bitsAt);
    const highHash = checkHashMeetsTarget(this.#hash, this.#targets.of(bits));
    if (highHash !== undefined) return { status: 'rejected', reject: highHash };
    const prev = this.#findPrev();
    if (prev < 0) return { status: 'rejected', reject: { code: 'prev-blk-not-found', prevHash: this.#prevHash() } };
    const reject = this.#checkAfter(prev, { timeSec: readU32Le(this.#header, timeAt), bits, nowSec });
    if (reject !== undefined) return { status: 'rejected', reject };
    return { status: 'added', index: this.#append(prev) };
  }

  /** Number of headers, forks too. */
  get size(): number {
    return this.#columns.size;
  }

  /** Height of the first header: 0, or the anchor's. */
  get rootHeight(): number {
    return this.#rootHeight;
  }

  /** Index of the last header of the chain with the most work; of two with as much, of the one that came first. */
  tipIndex(): number {
    return this.#best.tip;
  }

  heightOf(index: number): number {
    return this.#rootHeight + this.#columns.depthOf(index);
  }

  /** The header's own time, in seconds since 1970. */
  timeOf(index: number): number {
    return this.#columns.timeOf(index);
  }

  bitsOf(index: number): number {
    return this.#columns.bitsOf(index);
  }

  hashOf(index: number): BlockHash {
    return this.#columns.hashOf(index);
  }

  /** Returns the index of the header with this hash, or -1. */
  indexOf(hash: BlockHash): number {
    this.#soughtBytes.set(hash);
    return this.#index.find(this.#soughtWords, 0);
  }

  /** Returns the index of the header before, or -1 for the first. */
  prevOf(index: number): number {
    return this.#columns.prevOf(index);
  }

  /** Work up to and with this header, from the first header of the tree on: not from genesis, if that is an anchor. */
  chainworkOf(index: number): Work {
    return this.#columns.chainworkOf(index);
  }

  /** Whether the chain up to `a` has strictly more work than the one up to `b`. */
  hasMoreWork(a: number, b: number): boolean {
    return this.#columns.hasMoreWork(a, b);
  }

  /** The header's version: signed 32-bit integer. */
  versionOf(index: number): number {
    return this.#columns.versionOf(index);
  }

  /** The 80 bytes of the header. */
  headerBytes(index: number): Uint8Array {
    return this.#columns.headerBytes(index);
  }

  /** Returns the index of the header at `height` that `index` builds on (or is), or -1 if there is none in the tree. */
  ancestor(index: number, height: number): number {
    const depth = height - this.#rootHeight;
    if (depth < 0 || depth > this.#columns.depthOf(index)) return -1;
    return this.#ancestorAtDepth(index, depth);
  }

  /**
   * Returns the median of the times of this header and the ten before it, in seconds (BIP113); of as many as there are
   * near the tree's first header.
   */
  medianTimePast(index: number): number {
    if (index !== this.#medianRow) {
      this.#medianTimeSec = medianTime(this.#columns, index, 0);
      this.#medianRow = index;
    }
    return this.#medianTimeSec;
  }

  /** Returns the index of the last header that both build on (or are). */
  forkPoint(a: number, b: number): number {
    const depth = Math.min(this.#columns.depthOf(a), this.#columns.depthOf(b));
    let low = 0;
    let high = depth;
    // Ancestors are equal up to the fork and differ after it.
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const height = this.#rootHeight + middle;
      if (this.ancestor(a, height) === this.ancestor(b, height)) low = middle;
      else high = middle - 1;
    }
    return this.ancestor(a, this.#rootHeight + low);
  }

  /** Returns the index of the best chain's header at `height`, or -1. */
  atHeight(height: number): number {
    return this.#best.at(height - this.#rootHeight);
  }

  /** Iterates over the indexes of the best chain, from the first header to the tip, as it is when asked. */
  *bestChain(): Generator<number> {
    for (let depth = 0; depth < this.#best.length; depth++) yield this.#best.at(depth);
  }

  /** Lists the headers that none builds on, highest first. Reads the whole tree. Source: Core's `getchaintips`. */
  tips(): HeaderTip[] {
    const hasNext = new Uint8Array(this.size);
    for (let index = 1; index < this.size; index++) hasNext[this.prevOf(index)] = 1;
    const tips: HeaderTip[] = [];
    for (let index = 0; index < this.size; index++) {
      if (hasNext[index] === 1 && index !== this.tipIndex()) continue;
      const height = this.heightOf(index);
      const branchLength = height - this.heightOf(this.forkPoint(index, this.tipIndex()));
      tips.push({ index, height, branchLength, status: index === this.tipIndex() ? 'active' : 'headers-only' });
    }
    return tips.sort((a, b) => b.height - a.height || a.branchLength - b.branchLength || a.index - b.index);
  }

  /** Counts what an anchor left unchecked so far; all 0 for a tree from the network's first block. */
  unchecked(): UncheckedCounts {
    return { ...this.#unchecked };
  }

  /** The first block of the retarget period that `index` is in; `undefined` if it is before the anchor and not known. */
  periodFirst(index: number): PeriodFirst | undefined {
    const height = this.heightOf(index);
    const first = this.ancestor(index, height - (height % retargetInterval(this.#params)));
    if (first >= 0) return { timeSec: this.timeOf(first), bits: this.bitsOf(first) };
    return this.#anchorContext?.epochFirst;
  }

  #load(bytes: Uint8Array, offset: number): void {
    assert(offset >= 0 && offset + HEADER_BYTES <= bytes.length, '80 bytes of a header are there');
    for (let i = 0; i < HEADER_BYTES; i++) this.#header[i] = bytes[offset + i]!;
    sha256dInto(this.#header, this.#hash, 0);
  }

  #prevHash(): BlockHash {
    return this.#header.slice(HEADER_OFFSETS.prevHash, HEADER_OFFSETS.merkleRoot) as BlockHash;
  }

  /** Most headers build on the one that came last: that is looked at first. */
  #findPrev(): number {
    const last = this.#columns.size - 1;
    if (this.#columns.hashEquals(last, this.#headerWords, PREV_HASH_WORD)) return last;
    return this.#index.find(this.#headerWords, PREV_HASH_WORD);
  }

  #checkAfter(prev: number, header: { timeSec: number; bits: number; nowSec: number }): HeaderReject | undefined {
    const { timeSec, bits, nowSec } = header;
    const height = this.heightOf(prev) + 1;
    const version = readU32Le(this.#header, HEADER_OFFSETS.version) | 0;
    const knownBits = nextBits(this.#params, this, { prev, timeSec });
    const expectedBits = knownBits ?? this.#nearestBits(prev, bits);
    const missing = Math.max(0, Math.min(height, MEDIAN_TIME_SPAN) - (this.#columns.depthOf(prev) + 1));
    const medianTimePastSec = missing === 0 ? this.medianTimePast(prev) : medianTime(this.#columns, prev, missing);
    const reject = checkHeaderInContext(
      this.#params,
      { version, timeSec, bits },
      { height, expectedBits, medianTimePastSec, prevTimeSec: this.timeOf(prev), nowSec },
    );
    if (reject === undefined && missing > 0) this.#unchecked.medianTimes += 1;
    if (reject === undefined && knownBits === undefined) {
      this.#unchecked[this.#isRetarget(height) ? 'retargets' : 'minDifficultyBits'] += 1;
    }
    return reject;
  }

  /** The nearest to `bits` that can be right where the bits to expect hang on blocks before the anchor. */
  #nearestBits(prev: number, bits: number): number {
    return this.#isRetarget(this.heightOf(prev) + 1)
      ? nearestPermittedBits(this.#params, this.bitsOf(prev), bits)
      : bits;
  }

  #isRetarget(height: number): boolean {
    return height % retargetInterval(this.#params) === 0;
  }

  /** Adds the header at hand after row `prev`, or as the first row (-1). */
  #append(prev: number): number {
    const bits = readU32Le(this.#header, HEADER_OFFSETS.bits);
    const { workWords } = this.#targets.of(bits);
    assert(workWords !== undefined, 'no hash shows 2^128 of work');
    const depth = prev < 0 ? 0 : this.#columns.depthOf(prev) + 1;
    const index = this.#columns.append(
      {
        hashWords: this.#hashWords,
        headerWords: this.#headerWords,
        version: readU32Le(this.#header, HEADER_OFFSETS.version) | 0,
        timeSec: readU32Le(this.#header, HEADER_OFFSETS.timeSec),
        bits,
        nonce: readU32Le(this.#header, HEADER_OFFSETS.nonce),
        prev,
        depth,
        skip: prev < 0 ? -1 : this.#ancestorAtDepth(prev, skipDepth(depth)),
      },
      workWords,
    );
    this.#index.add(index);
    this.#best.consider(index);
    return index;
  }

  #ancestorAtDepth(index: number, depth: number): number {
    return this.#best.has(index) ? this.#best.at(depth) : walkToAncestor(this.#columns, index, depth);
  }
}
