import assert from 'node:assert/strict';

import type { MempoolEntry } from '../src/mempool/mempool-entry.ts';
import type { MempoolReject } from '../src/mempool/mempool-reject.ts';
import type {
  PackageAcceptance,
  PoolAcceptance,
  RemovedEntry,
  TransactionPool,
} from '../src/mempool/transaction-pool.ts';
import { hashKey } from '../src/primitives/hash-key.ts';
import type { HashKey } from '../src/primitives/hash-key.ts';
import type { Txid } from '../src/primitives/hash.ts';
import type { Transaction } from '../src/primitives/transaction.ts';

/** Too low a fee, as the mempool puts it. */
export const LOW_FEE: MempoolReject = { kind: 'reconsiderable', code: 'min relay fee not met', details: '' };

const MISSING: MempoolReject = { kind: 'missing-inputs', code: 'bad-txns-inputs-missingorspent', details: '' };

const REFUSED_PACKAGE: MempoolReject = { kind: 'unknown', code: 'transaction failed', details: '' };

/**
 * A mempool with as few rules as tests of relay need: inputs come from transactions with a txid in `confirmed` or in the
 * mempool; fees are what `fees` says, else 10,000 satoshis; 1 satoshi a virtual byte is the least; what `rejects` names is
 * refused; the last transaction to spend an output replaces those before.
 */
export class FakeTransactionPool implements TransactionPool {
  /** Keys of txids that inputs may spend from without their being in the mempool. */
  readonly confirmed: Set<HashKey> = new Set();
  /** Fees in satoshis, by txid. */
  readonly fees: Map<HashKey, bigint> = new Map();
  /** What is refused, by wtxid. */
  readonly rejects: Map<HashKey, MempoolReject> = new Map();
  /** What `minFeeRateSatsPerKvb` returns. */
  minFeeRate = 1000n;
  /** How often something was offered. */
  offers = 0;

  /** The next one's. */
  sequence = 1;

  readonly #byTxid = new Map<HashKey, MempoolEntry>();
  readonly #byWtxid = new Map<HashKey, MempoolEntry>();
  readonly #spenders = new Map<string, MempoolEntry>();

  get size(): number {
    return this.#byTxid.size;
  }

  get totalVsize(): number {
    return [...this.#byTxid.values()].reduce((sum, { vsize }) => sum + vsize, 0);
  }

  get totalFeesSats(): bigint {
    return [...this.#byTxid.values()].reduce((sum, { feeSats }) => sum + feeSats, 0n);
  }

  get usageBytes(): number {
    return this.totalVsize;
  }

  get(txid: Uint8Array): MempoolEntry | undefined {
    return this.#byTxid.get(hashKey(txid));
  }

  getByWtxid(wtxid: Uint8Array): MempoolEntry | undefined {
    return this.#byWtxid.get(hashKey(wtxid));
  }

  spenderOf(outPoint: Uint8Array, offset: number): MempoolEntry | undefined {
    return this.#spenders.get(outPointText(outPoint, offset));
  }

  entries(): IterableIterator<MempoolEntry> {
    return this.#byTxid.values();
  }

  parentsOf(): MempoolEntry[] {
    return notAsked();
  }

  childrenOf(): MempoolEntry[] {
    return notAsked();
  }

  ancestorsOf(): MempoolEntry[] {
    return notAsked();
  }

  descendantsOf(): MempoolEntry[] {
    return notAsked();
  }

  hasNoInputsOf(): boolean {
    return notAsked();
  }

  entriesForRelay(): MempoolEntry[] {
    return notAsked();
  }

  entriesForMining(): IterableIterator<MempoolEntry> {
    return notAsked();
  }

  compareForRelay(a: MempoolEntry, b: MempoolEntry): number {
    if (a.ancestorCount !== b.ancestorCount) return a.ancestorCount - b.ancestorCount;
    const difference = b.feeSats * BigInt(a.vsize) - a.feeSats * BigInt(b.vsize);
    return difference < 0n ? -1 : difference > 0n ? 1 : Buffer.compare(a.txid, b.txid);
  }

  accept(tx: Transaction): PoolAcceptance {
    return this.#accept(tx, { leastFeeSats: this.#leastFee(tx.vsize) });
  }

  acceptPackage(transactions: readonly Transaction[]): PackageAcceptance {
    const fees = transactions.reduce((sum, tx) => sum + this.#feeOf(tx), 0n);
    const vsize = transactions.reduce((sum, tx) => sum + tx.vsize, 0);
    const paysTogether = fees >= this.#leastFee(vsize);
    const results: PoolAcceptance[] = [];
    const paidForByOthers = new Set<number>();
    for (const [i, tx] of transactions.entries()) {
      let result = this.accept(tx);
      if (isLowFee(result) && paysTogether) {
        paidForByOthers.add(i);
        result = this.#accept(tx, { leastFeeSats: 0n });
      } else if (results.some(isLowFee)) result = { status: 'rejected', reject: LOW_FEE };
      results.push(result);
    }
    if (results.every(({ status }) => status !== 'rejected')) return { reject: undefined, transactions: results };
    for (const i of paidForByOthers) {
      const result = results[i]!;
      if (result.status === 'accepted') this.remove(result.entry);
      results[i] = { status: 'rejected', reject: LOW_FEE };
    }
    return { reject: REFUSED_PACKAGE, transactions: results };
  }

  minFeeRateSatsPerKvb(): bigint {
    return this.minFeeRate;
  }

  /** Takes a transaction out, as a block does. */
  remove(entry: MempoolEntry): void {
    this.#byTxid.delete(hashKey(entry.txid));
    this.#byWtxid.delete(hashKey(entry.wtxid));
    for (const outPoint of outPointsOf(entry.tx)) this.#spenders.delete(outPoint);
  }

  blockConnected(): RemovedEntry[] {
    return notAsked();
  }

  reorganized(): { added: MempoolEntry[]; removed: RemovedEntry[] } {
    return notAsked();
  }

  expire(): RemovedEntry[] {
    return notAsked();
  }

  prioritise(): void {
    notAsked();
  }

  prioritised(): { txid: Txid; deltaSats: bigint }[] {
    return notAsked();
  }

  #accept(tx: Transaction, { leastFeeSats }: { leastFeeSats: bigint }): PoolAcceptance {
    this.offers += 1;
    const known = this.get(tx.txid);
    if (known !== undefined) return { status: 'known', entry: known };
    const reject = this.rejects.get(hashKey(tx.wtxid));
    if (reject !== undefined) return { status: 'rejected', reject };
    const removed = new Map<HashKey, RemovedEntry>();
    for (let i = 0; i < tx.inputCount; i++) {
      const parent = tx.prevoutTxid(i);
      if (!this.confirmed.has(hashKey(parent)) && this.get(parent) === undefined) {
        return { status: 'rejected', reject: MISSING };
      }
      const spender = this.spenderOf(tx.bytes, tx.prevoutOffset(i));
      if (spender !== undefined) removed.set(hashKey(spender.txid), { entry: spender, reason: 'replaced' });
    }
    if (this.#feeOf(tx) < leastFeeSats) return { status: 'rejected', reject: LOW_FEE };
    for (const { entry } of removed.values()) this.remove(entry);
    return { status: 'accepted', entry: this.#add(tx), removed: [...removed.values()] };
  }

  #add(tx: Transaction): MempoolEntry {
    const fee = this.#feeOf(tx);
    const entry: MempoolEntry = {
      tx,
      txid: tx.txid,
      wtxid: tx.wtxid,
      feeSats: fee,
      modifiedFeeSats: fee,
      vsize: tx.vsize,
      weightWu: tx.weight,
      sigOpCost: 0,
      timeSec: 0,
      height: 0,
      sequence: this.sequence++,
      ancestorCount: this.#ancestorCount(tx),
      ancestorVsize: tx.vsize,
      ancestorFeesSats: fee,
      ancestorSigOpCost: 0,
      descendantCount: 1,
      descendantVsize: tx.vsize,
      descendantFeesSats: fee,
    };
    this.#byTxid.set(hashKey(tx.txid), entry);
    this.#byWtxid.set(hashKey(tx.wtxid), entry);
    for (const outPoint of outPointsOf(tx)) this.#spenders.set(outPoint, entry);
    return entry;
  }

  /** The longest line of parents in the mempool, itself included: as much order as relay can see. */
  #ancestorCount(tx: Transaction): number {
    let most = 0;
    for (let i = 0; i < tx.inputCount; i++) most = Math.max(most, this.get(tx.prevoutTxid(i))?.ancestorCount ?? 0);
    return most + 1;
  }

  #feeOf(tx: Transaction): bigint {
    return this.fees.get(hashKey(tx.txid)) ?? 10_000n;
  }

  #leastFee(vsize: number): bigint {
    return (this.minFeeRate * BigInt(vsize) + 999n) / 1000n;
  }
}

function notAsked(): never {
  return assert.fail('relay does not ask for this');
}

function isLowFee(result: PoolAcceptance): boolean {
  return result.status === 'rejected' && result.reject.kind === 'reconsiderable';
}

function outPointsOf(tx: Transaction): string[] {
  return Array.from({ length: tx.inputCount }, (_, i) => outPointText(tx.bytes, tx.prevoutOffset(i)));
}

function outPointText(bytes: Uint8Array, offset: number): string {
  return Buffer.from(bytes.subarray(offset, offset + 36)).toString('latin1');
}
