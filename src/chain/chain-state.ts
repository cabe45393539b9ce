import { assert } from '../bytes/assert.ts';
import { isBlockMutation } from '../consensus/block-reject.ts';
import type { BlockReject } from '../consensus/block-reject.ts';
import { blockRules, isBip30Checked } from '../consensus/block-rules.ts';
import { checkBlock, contextualCheckBlock } from '../consensus/check-block.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { checkProofOfWork } from '../consensus/proof-of-work.ts';
import type { BlockFiles, FilePosition } from '../ports/block-files.ts';
import type { KeyValueBatch } from '../ports/key-value-store.ts';
import type { ScriptVerifier } from '../ports/script-verifier.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import { decodeHeader, hashHeader } from '../primitives/header.ts';
import type { ActiveChain } from './active-chain.ts';
import { areScriptsChecked } from './assume-valid.ts';
import type { AssumeValid } from './assume-valid.ts';
import { BLOCK_STATUS } from './block-index.ts';
import type { BlockIndex } from './block-index.ts';
import { BlockReader } from './block-reader.ts';
import { ChainChoice } from './chain-choice.ts';
import type { ChainReject } from './chain-reject.ts';
import { FILE_PREFIX, ROW_PREFIX, TIP_KEY, encodeFileEnds, encodeTip, numberedKey } from './chain-records.ts';
import type { CoinsCache } from './coins/coins-cache.ts';
import { BlockConnector } from './connect-block.ts';
import type { BegunBlock, ConnectedBlock } from './connect-block.ts';
import { disconnectBlock } from './disconnect-block.ts';
import type { HeaderTree } from './header-tree.ts';
import { isOverwrittenCoinbase } from './overwritten-coinbases.ts';
import type { ScriptCache } from './script-cache.ts';

/**
 * Changed coins that are committed at the latest. They are written as one batch, which lies in memory several times over while
 * LevelDB takes it in: 15 MB, and up to 100 MB in all.
 */
const MAX_DIRTY_COINS = 200_000;

/** Blocks that pruning leaves, so that any reorganization that is likely can be done. Source: Core's `MIN_BLOCKS_TO_KEEP`. */
const MIN_BLOCKS_TO_KEEP = 288;

/** What became of a header or a block. `row` names it in the tree. */
export type Acceptance =
  | { readonly status: 'added' | 'known'; readonly row: number }
  | { readonly status: 'rejected'; readonly reject: ChainReject };

/** One step towards the best chain. */
export type ChainStep =
  | { readonly did: 'connect'; readonly row: number; readonly block: Block; readonly result: ConnectedBlock }
  | { readonly did: 'disconnect'; readonly row: number; readonly block: Block }
  /** A block breaks a rule: it and what builds on it will not be tried again. */
  | { readonly did: 'fail'; readonly row: number; readonly reject: ChainReject };

/** The scripts of a block are being checked, perhaps by other threads. The next step ends that. */
export interface ScriptsPending {
  readonly did: 'begin';
  readonly row: number;
}

/** What a `ChainState` is made from. */
export interface ChainStateOptions {
  readonly params: NetworkParams;
  readonly assumeValid?: AssumeValid | undefined;
  /** Two random 32-bit integers, kept from peers. */
  readonly salt: readonly [number, number];
}

/** The parts and ports that a `ChainState` works with. */
export interface ChainStateParts {
  readonly tree: HeaderTree;
  readonly index: BlockIndex;
  readonly coins: CoinsCache;
  readonly files: BlockFiles;
  readonly scripts: ScriptVerifier;
  readonly secp256k1: Secp256k1;
  readonly scriptCache?: ScriptCache | undefined;
}

/**
 * The blocks and coins of a network: takes blocks in, keeps the best chain connected, and writes what changed as one batch.
 *
 * It is synchronous and does one thing at a time. After each step the coins are those of the tip, so that what has changed
 * may be flushed between any two steps; what was appended to files is synced before the batch is written.
 */
export class ChainState {
  readonly #params: NetworkParams;
  readonly #assumeValid: AssumeValid | undefined;
  readonly #parts: ChainStateParts;
  readonly #choice: ChainChoice;
  readonly #reader: BlockReader;
  readonly #connector: BlockConnector;
  /** The tip that `step` works towards; -1 when it has to be chosen anew. */
  #target = -1;
  /** The block that came last, so that it need not be read back from its file. */
  #arrived: { readonly row: number; readonly block: Block } | undefined;
  #flushedTip = -1;
  /** The block whose scripts are being checked: coins are those after it, everything else is as before it. */
  #begun: { readonly row: number; readonly block: BegunBlock; readonly target: number } | undefined;

  constructor(options: ChainStateOptions, parts: ChainStateParts) {
    const { tree, index, coins, files, scriptCache } = parts;
    assert(tree.rootHeight === 0, 'a chain starts with the first block');
    this.#params = options.params;
    this.#assumeValid = options.assumeValid;
    this.#parts = parts;
    this.#choice = new ChainChoice(tree, index);
    this.#reader = new BlockReader({ tree, index, files });
    this.#connector = new BlockConnector({ coins, salt: options.salt, scriptCache });
  }

  get tree(): HeaderTree {
    return this.#parts.tree;
  }

  get index(): BlockIndex {
    return this.#parts.index;
  }

  get coins(): CoinsCache {
    return this.#parts.coins;
  }

  get active(): ActiveChain {
    return this.#choice.active;
  }

  /** Begins with what was kept: the index's rows are loaded. @param tip Row of the tip that the coins belong to, or -1. */
  load(tip: number): void {
    this.#choice.load(tip);
    this.#flushedTip = tip;
    this.#target = -1;
  }

  /**
   * Takes in a header. Source: Bitcoin Core's `AcceptBlockHeader`, in its order.
   *
   * @param nowSec The current time, in seconds since 1970.
   */
  acceptHeader(bytes: Uint8Array, offset: number, nowSec: number): Acceptance {
    const { tree, index } = this.#parts;
    const header = decodeHeader(bytes, offset);
    const prev = tree.indexOf(header.prevHash);
    if (prev >= 0 && this.#choice.isFailed(prev)) {
      const hash = hashHeader(bytes, offset);
      const known = tree.indexOf(hash);
      if (known >= 0 && index.isFailed(known)) return { status: 'rejected', reject: { code: 'duplicate', hash } };
      const reject = checkProofOfWork(hash, header.bits, this.#params);
      if (reject !== undefined) return { status: 'rejected', reject };
      // One that is not known is not kept either: nobody gets rows for headers that build on what has failed.
      if (known >= 0) index.setStatus(known, { on: BLOCK_STATUS.failedChild });
      return { status: 'rejected', reject: { code: 'bad-prevblk', prevHash: header.prevHash } };
    }
    const result = tree.accept(bytes, offset, nowSec);
    if (result.status === 'rejected') return result;
    const { status, index: row } = result;
    if (status === 'added') index.addRow(row);
    else if (index.isFailed(row)) return { status: 'rejected', reject: { code: 'duplicate', hash: tree.hashOf(row) } };
    return { status, row };
  }

  /**
   * Takes in a block that was asked for, wherever it is in the tree: checks all that needs no coins, and stores it. `step` then
   * connects it, if it is on the best chain.
   *
   * What is bad by itself leaves neither a header nor a mark: a header must not be blamed for a block that somebody has
   * changed in a way that nobody knows yet (as once CVE-2012-2459). What is bad at its height is remembered as failed.
   *
   * Source: Bitcoin Core's `ProcessNewBlock`, `AcceptBlock`.
   *
   * @param options.position Where the block lies in our own files already (when the index is made anew).
   * @param options.isChecked Whether `checkAlone` has found nothing wrong with it.
   */
  acceptBlock(
    block: Block,
    options: { readonly nowSec: number; readonly position?: FilePosition; readonly isChecked?: boolean },
  ): Acceptance {
    assert(this.#begun === undefined, 'scripts are not being checked');
    const { tree, index, files } = this.#parts;
    const bad = options.isChecked === true ? undefined : this.checkAlone(block);
    if (bad !== undefined) return { status: 'rejected', reject: bad };
    const header = this.acceptHeader(block.bytes, block.start, options.nowSec);
    if (header.status === 'rejected') return header;
    const { row } = header;
    if (index.has(row, BLOCK_STATUS.haveData)) return { status: 'known', row };
    const prev = tree.prevOf(row);
    const context = { height: tree.heightOf(row), medianTimePastSec: prev < 0 ? 0 : tree.medianTimePast(prev) };
    const reject = prev < 0 ? undefined : contextualCheckBlock(block, this.#params, context);
    if (reject !== undefined) {
      this.blame(row, reject);
      return { status: 'rejected', reject };
    }
    index.setData(row, options.position ?? files.appendBlock(block.serialized()), block.transactionCount);
    this.#choice.blockArrived(row);
    this.#arrived = { row, block };
    this.#target = -1;
    return { status: 'added', row };
  }

  /** Checks a block by itself, as `acceptBlock` does at first. Neither reads nor changes anything of the chain. */
  checkAlone(block: Block): BlockReject | undefined {
    return checkBlock(block, { params: this.#params, secp256k1: this.#parts.secp256k1 });
  }

  /**
   * Takes note that the block of a header was rejected, so that what builds on it is too; unless it was a mutation, of which
   * the header knows nothing. `acceptBlock` leaves what is bad by itself to the caller: a file that a person imports is
   * believed, as in Bitcoin Core's `LoadExternalBlockFile`; a peer is not.
   */
  blame(row: number, reject: ChainReject): void {
    if (!this.#parts.index.isFailed(row) && !isBlockMutation(reject)) this.#choice.markFailed(row);
  }

  /** Connects or disconnects one block on the way to the best chain. @returns `undefined` when the best chain is connected. */
  step(): ChainStep | undefined {
    const step = this.stepAhead();
    return step?.did === 'begin' ? this.#finish() : step;
  }

  /**
   * Does what `step` does, but comes back while scripts are being checked: the next block may be read and checked by itself
   * meanwhile (`checkAlone`). Nothing else may be asked for before the next step, which ends it.
   */
  stepAhead(): ChainStep | ScriptsPending | undefined {
    if (this.#begun !== undefined) return this.#finish();
    const { tree } = this.#parts;
    if (this.#target < 0) this.#target = this.#choice.findBest();
    const target = this.#target;
    const { active } = this.#choice;
    if (target < 0 || target === active.tip) return undefined;
    if (active.forkWith(target) !== active.tip) return this.#disconnectTip();
    return this.#connect(tree.ancestor(target, active.height + 1), target);
  }

  /**
   * Marks a block, and all that builds on it, as failed; disconnects what of it is active. Source: Core's `invalidateblock`.
   *
   * @param row Not the first block's.
   * @returns The blocks that were disconnected. `step` then connects the best chain without them.
   */
  invalidate(row: number): ChainStep[] {
    assert(this.#begun === undefined, 'scripts are not being checked');
    assert(this.#parts.tree.heightOf(row) > 0, 'the first block is always valid');
    const steps: ChainStep[] = [];
    while (this.active.has(row)) steps.push(this.#disconnectTip());
    this.#choice.invalidate(row);
    this.#target = -1;
    return steps;
  }

  /** Takes back that a block has failed. Source: Bitcoin Core's `reconsiderblock`. */
  reconsider(row: number): void {
    this.#choice.reconsider(row);
    this.#target = -1;
  }

  /** Prefers a block to others with as much work. Source: Bitcoin Core's `preciousblock`. */
  prefer(row: number): void {
    this.#choice.prefer(row);
    this.#target = -1;
  }

  /** Reads a stored block; `undefined` when it is not there (never was, or was pruned). */
  readBlock(row: number): Block | undefined {
    return this.#parts.index.has(row, BLOCK_STATUS.haveData) ? this.#reader.block(row) : undefined;
  }

  /**
   * Gives up the oldest block files until the others take `targetBytes` at the most: those of which no block is among the last
   * 288. What is given up is deleted after the next commit.
   *
   * Source: Bitcoin Core's `FindFilesToPrune`, `PruneOneBlockFile`.
   *
   * @returns How many files.
   */
  prune(targetBytes: number): number {
    const { tree, index, files } = this.#parts;
    const found = [...index.dataFiles(tree.size)].sort(([a], [b]) => a - b);
    let totalBytes = found.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
    let pruned = 0;
    // The last file is written to.
    for (const [file, { rows, sizeBytes }] of found.slice(0, -1)) {
      if (totalBytes <= targetBytes) break;
      if (rows.some((row) => tree.heightOf(row) > this.active.height - MIN_BLOCKS_TO_KEEP)) continue;
      for (const row of rows) index.dropData(row);
      files.release(file);
      totalBytes -= sizeBytes;
      pruned++;
    }
    return pruned;
  }

  /** Whether memory is used up, so that `flushInto` is due. */
  get isFlushDue(): boolean {
    const { coins } = this.#parts;
    return coins.isFull || coins.dirtyCount >= MAX_DIRTY_COINS;
  }

  /** Whether anything has changed since the last flush. */
  get hasChanges(): boolean {
    return this.#parts.index.changedCount > 0 || this.#flushedTip !== this.active.tip;
  }

  /**
   * Adds all that has changed to a batch, and takes it as done. The files are synced before the batch is written; if
   * that fails, this chain is of no more use, and the one on disk is as it was.
   */
  flushInto(batch: KeyValueBatch): void {
    assert(this.#begun === undefined, 'scripts are not being checked');
    const { tree, index, coins, files } = this.#parts;
    for (const row of index.takeChanged()) {
      batch.put(numberedKey(ROW_PREFIX, row), index.encodeRow(row, tree.headerBytes(row)));
    }
    for (const ends of files.takeChangedEnds()) batch.put(numberedKey(FILE_PREFIX, ends.file), encodeFileEnds(ends));
    const { tip } = this.active;
    if (tip >= 0) batch.put(TIP_KEY, encodeTip({ hash: tree.hashOf(tip), row: tip }));
    const isFull = coins.isFull;
    coins.flushInto(batch);
    if (isFull) coins.evict();
    this.#flushedTip = tip;
  }

  #connect(row: number, target: number): ChainStep | ScriptsPending {
    const { tree, scripts } = this.#parts;
    const block = this.#arrived?.row === row ? this.#arrived.block : this.#reader.checkedBlock(row, this.#params);
    this.#arrived = undefined;
    const height = tree.heightOf(row);
    if (height === 0) {
      // The first block's coins can't be spent. Source: Core's `ConnectBlock`.
      this.active.push(row);
      const result = { undo: new Uint8Array(0), inputCount: 0, scriptsChecked: 0, fees: 0n };
      return { did: 'connect', row, block, result };
    }
    const at = { height, hash: tree.hashOf(row) };
    const bip34 = tree.ancestor(row, this.#params.bip34Height);
    const bip34Ancestor = bip34 < 0 || bip34 === row ? undefined : tree.hashOf(bip34);
    const isChecked = areScriptsChecked(this.#params, tree, {
      row,
      bestHeader: this.#bestHeader(),
      assumed: this.#assumeValid,
    });
    const begun = this.#connector.begin(block, {
      rules: blockRules(this.#params, at),
      medianTimePastAt: (wanted) => tree.medianTimePast(this.active.at(wanted)),
      checkBip30: isBip30Checked(this.#params, at, bip34Ancestor),
      scripts: isChecked ? scripts : undefined,
    });
    if ('code' in begun) return this.#fail(row, begun);
    this.#begun = { row, block: begun, target };
    return { did: 'begin', row };
  }

  #finish(): ChainStep {
    const { index, files } = this.#parts;
    const { row, block: begun, target } = this.#begun!;
    this.#begun = undefined;
    const result = this.#connector.finish(begun);
    if ('code' in result) return this.#fail(row, result);
    if (!index.has(row, BLOCK_STATUS.haveUndo)) {
      index.setUndo(row, files.appendUndo(index.dataOf(row).file, result.undo));
    }
    this.active.push(row);
    if (row === target) this.#choice.prune();
    return { did: 'connect', row, block: begun.block, result };
  }

  #fail(row: number, reject: BlockReject): ChainStep {
    this.#choice.markFailed(row);
    this.#target = -1;
    return { did: 'fail', row, reject };
  }

  #disconnectTip(): ChainStep & { readonly did: 'disconnect' } {
    const { tree, coins } = this.#parts;
    const { tip } = this.active;
    const height = tree.heightOf(tip);
    assert(height > 0, 'the first block stays connected');
    const block = this.#reader.block(tip);
    const undo = this.#reader.undo(tip, block);
    disconnectBlock(block, undo, { coins, height, isOverwritten: isOverwrittenCoinbase(height, tree.hashOf(tip)) });
    this.active.pop();
    return { did: 'disconnect', row: tip, block };
  }

  #bestHeader(): number {
    const best = this.#parts.tree.tipIndex();
    return this.#parts.index.isFailed(best) ? this.active.tip : best;
  }
}
