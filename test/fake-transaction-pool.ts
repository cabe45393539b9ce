import { assert } from '../src/bytes/assert.ts';
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

  readonly #byTxid = new Map<HashKey, MempoolEntry>();
  readonly #byWtxid = new Map<HashKey, MempoolEntry>();
  readonly #spenders = new Map<string, MempoolEntry>();
  #nextSequence = 1;

  get size(): number {
    return this.#byTxid.size;
  }

  get totalVsize(): number {
    return [...this.#byTxid.values()].reduce((sum, { vsize }) => sum + vsize, 0);
  }

  get totalFeesSats(): bigint {
    return [...this.#byTxid.values()].reduce((sum, { feeSats }) => sum + feeSats, 0n);
  }

  get sequence(): number {
    return this.#nextSequence;
  }

  get usageBytes(): number {
    return this.totalVsize;
  }

  parentsOf(entry: MempoolEntry): MempoolEntry[] {
    return this.ancestorsOf(entry);
  }

  childrenOf(entry: MempoolEntry): MempoolEntry[] {
    return this.descendantsOf(entry);
  }

  hasNoInputsOf(tx: Transaction): boolean {
    for (let i = 0; i < tx.inputCount; i++) if (this.get(tx.prevoutTxid(i)) !== undefined) return false;
    return true;
  }

  entriesForRelay(): MempoolEntry[] {
    return [...this.entries()].sort((a, b) => this.compareForRelay(a, b));
  }

  entriesForMining(): IterableIterator<MempoolEntry> {
    return this.entries();
  }

  prioritised(): readonly [] {
    return [];
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

  ancestorsOf(entry: MempoolEntry): MempoolEntry[] {
    const ancestors = new Set<MempoolEntry>();
    const visit = (tx: Transaction): void => {
      for (let i = 0; i < tx.inputCount; i++) {
        const parent = this.get(tx.prevoutTxid(i));
        if (parent === undefined || ancestors.has(parent)) continue;
        ancestors.add(parent);
        visit(parent.tx);
      }
    };
    visit(entry.tx);
    return [...ancestors];
  }

  descendantsOf(entry: MempoolEntry): MempoolEntry[] {
    return [...this.#byTxid.values()].filter((each) => this.ancestorsOf(each).includes(entry));
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
    const results = transactions.map((tx) =>
      this.#accept(tx, { leastFeeSats: paysTogether ? 0n : this.#leastFee(tx.vsize) }),
    );
    const isRefused = results.some(({ status }) => status === 'rejected');
    return { reject: isRefused ? REFUSED_PACKAGE : undefined, transactions: results };
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
    return [];
  }

  reorganized(): { added: MempoolEntry[]; removed: RemovedEntry[] } {
    return { added: [], removed: [] };
  }

  expire(): RemovedEntry[] {
    return [];
  }

  prioritise(): void {
    assert(false, 'no test of relay prioritises');
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
      sequence: this.#nextSequence++,
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

function outPointsOf(tx: Transaction): string[] {
  return Array.from({ length: tx.inputCount }, (_, i) => outPointText(tx.bytes, tx.prevoutOffset(i)));
}

function outPointText(bytes: Uint8Array, offset: number): string {
  return Buffer.from(bytes.subarray(offset, offset + 36)).toString('latin1');
}
