import type { Block } from '../primitives/block.ts';
import { hashKey } from '../primitives/hash-key.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { Txid, Wtxid } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { acceptPackage, testPackage } from './acceptance/accept-package.ts';
import { acceptTransaction } from './acceptance/accept-transaction.ts';
import type { AcceptanceContext } from './acceptance/accept-transaction.ts';
import { PoolCoins } from './acceptance/pool-coins.ts';
import type { AcceptanceRules } from './acceptance/workspace.ts';
import { checkMempool } from './check-mempool.ts';
import { compareDepthAndScore } from './graph/entry-order.ts';
import { outPointKey } from './graph/out-point-key.ts';
import type { PoolEntry } from './graph/pool-entry.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import { PoolState } from './pool-state.ts';
import type { FeeDelta, PoolOptions, PoolParts } from './pool-state.ts';
import { reorganize } from './reorganization.ts';
import type {
  AcceptOptions,
  PackageAcceptance,
  PoolAcceptance,
  RemovedEntry,
  TransactionPool,
} from './transaction-pool.ts';

/** The mempool of Bitcoin Core 28.1. Source: Core's `CTxMemPool` and `MemPoolAccept`. */
export class Mempool implements TransactionPool {
  readonly #state: PoolState;

  constructor(options: PoolOptions, parts: PoolParts) {
    this.#state = new PoolState(options, parts);
  }

  get size(): number {
    return this.#state.graph.size;
  }

  get totalVsize(): number {
    return this.#state.graph.totalVsize;
  }

  get totalFeesSats(): bigint {
    return this.#state.graph.totalFeesSats;
  }

  get usageBytes(): number {
    return this.#state.usageBytes;
  }

  get sequence(): number {
    return this.#state.sequence;
  }

  get(txid: Txid | Uint8Array): MempoolEntry | undefined {
    return this.#state.graph.byTxid(hashKey(txid));
  }

  getByWtxid(wtxid: Wtxid | Uint8Array): MempoolEntry | undefined {
    return this.#state.graph.byWtxid(hashKey(wtxid));
  }

  spenderOf(outPoint: Uint8Array, offset: number): MempoolEntry | undefined {
    return this.#state.graph.spenderOf(outPointKey(outPoint, offset));
  }

  entries(): IterableIterator<MempoolEntry> {
    return this.#state.graph.entries();
  }

  parentsOf(entry: MempoolEntry): MempoolEntry[] {
    return this.#entryOf(entry)?.parents.slice() ?? [];
  }

  childrenOf(entry: MempoolEntry): MempoolEntry[] {
    return this.#entryOf(entry)?.children.slice() ?? [];
  }

  ancestorsOf(entry: MempoolEntry): MempoolEntry[] {
    const own = this.#entryOf(entry);
    return own === undefined ? [] : this.#state.graph.ancestorsOf(own);
  }

  descendantsOf(entry: MempoolEntry): MempoolEntry[] {
    const own = this.#entryOf(entry);
    return own === undefined ? [] : this.#state.graph.withDescendants([own]).slice(1);
  }

  hasNoInputsOf(tx: Transaction): boolean {
    return this.#state.graph.parentsOf(tx).length === 0;
  }

  compareForRelay(a: MempoolEntry, b: MempoolEntry): number {
    return compareDepthAndScore(a, b);
  }

  entriesForRelay(): MempoolEntry[] {
    return [...this.#state.graph.entries()].sort(compareDepthAndScore);
  }

  accept(tx: Transaction, options: AcceptOptions): PoolAcceptance {
    const context = this.#context(options, { allowsSiblingEviction: true, allowsCarveOuts: true });
    const acceptance = acceptTransaction(this.#state, tx, context);
    if (acceptance.status === 'rejected') context.coins.uncache();
    return acceptance;
  }

  acceptPackage(transactions: readonly Transaction[], options: AcceptOptions): PackageAcceptance {
    const { testOnly = false } = options;
    const context = this.#context(options, {
      allowsReplacement: !testOnly,
      isPackageSubmission: !testOnly,
      usesPackageFeeRate: !testOnly,
    });
    const take = testOnly ? testPackage : acceptPackage;
    const acceptance = take(this.#state, transactions, context);
    if (testOnly || acceptance.reject !== undefined) context.coins.uncache();
    return acceptance;
  }

  minFeeRateSatsPerKvb(nowSec: number): bigint {
    return this.#state.minFeeRate(nowSec);
  }

  blockConnected(block: Block, _height: number, nowSec: number): RemovedEntry[] {
    const { graph, deltas, minimumFee } = this.#state;
    const removed: RemovedEntry[] = [];
    minimumFee.blockConnected(nowSec);
    if (graph.size === 0 && deltas.size === 0) return removed;
    for (let i = 0; i < block.transactionCount; i++) {
      const key = hashKey(block.txids, i * HASH_BYTES);
      const entry = graph.byTxid(key);
      if (entry !== undefined) removed.push(...this.#state.remove([entry], 'block', { leavesDescendants: true }));
      this.#removeConflicts(block.transaction(i), removed);
      deltas.delete(key);
    }
    return removed;
  }

  reorganized(
    disconnected: readonly Block[],
    nowSec: number,
  ): { readonly added: MempoolEntry[]; readonly removed: RemovedEntry[] } {
    const { rules } = this.#context(
      { nowSec },
      { bypassesLimits: true, allowsSiblingEviction: true, allowsCarveOuts: true },
    );
    return reorganize(this.#state, disconnected, rules);
  }

  expire(nowSec: number): RemovedEntry[] {
    return this.#state.expire(nowSec);
  }

  prioritise(txid: Txid, deltaSats: bigint): void {
    const { deltas, graph } = this.#state;
    const key = hashKey(txid);
    const sum = this.#state.deltaOf(key) + deltaSats;
    if (sum === 0n) deltas.delete(key);
    else deltas.set(key, { txid: txid.slice() as Txid, deltaSats: sum });
    const entry = graph.byTxid(key);
    if (entry !== undefined) graph.changeFee(entry, deltaSats);
  }

  prioritised(): readonly FeeDelta[] {
    return [...this.#state.deltas.values()];
  }

  /** Checks that all of it fits together. @throws {AssertionError} Where it does not: a bug. */
  check(): void {
    checkMempool(this.#state);
  }

  /** Takes out what spends the same as a transaction of a block. Source: Bitcoin Core's `removeConflicts`. */
  #removeConflicts(tx: Transaction, removed: RemovedEntry[]): void {
    const { graph, deltas } = this.#state;
    for (let input = 0; input < tx.inputCount; input++) {
      const conflict = graph.spenderOf(outPointKey(tx.bytes, tx.prevoutOffset(input)));
      if (conflict === undefined) continue;
      deltas.delete(conflict.txidKey);
      removed.push(...this.#state.removeFamily(conflict, 'conflict'));
    }
  }

  /** The entry of ours, if it is there still. */
  #entryOf({ txid }: MempoolEntry): PoolEntry | undefined {
    return this.#state.graph.byTxid(hashKey(txid));
  }

  #context(options: AcceptOptions, rules: Partial<AcceptanceRules>): AcceptanceContext {
    const { nowSec, timeSec = nowSec, testOnly = false, maxFeeRateSatsPerKvb } = options;
    return {
      rules: {
        nowSec,
        timeSec,
        testOnly,
        maxFeeRateSatsPerKvb,
        bypassesLimits: false,
        allowsReplacement: true,
        allowsSiblingEviction: false,
        isPackageSubmission: false,
        usesPackageFeeRate: false,
        allowsCarveOuts: false,
        ...rules,
      },
      coins: new PoolCoins(this.#state.graph, this.#state.chain.coins),
    };
  }
}
