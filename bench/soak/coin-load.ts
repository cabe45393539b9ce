import type { Random } from '../../src/ports/random.ts';
import { bytesToHex } from '../../src/bytes/hex.ts';
import type { OutPoint } from '../../src/primitives/out-point.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { ANYONE_CAN_SPEND, spendAnyone, vsizeOfSpending } from '../../src/lab/anyone-can-spend.ts';

/** What transactions pay for a virtual byte, in satoshis: at least, and how much more at most. */
const FEE_RATE = 2;
const FEE_RATE_RANGE = 20;

/** Transactions of a hundred that are a parent and a child, that are replaced, and that come before their parent. */
const PERCENT = { child: 10, replacement: 4, orphan: 3, wide: 8 } as const;

/** A transaction of a driver that is not in a block yet. */
export interface PendingTransaction {
  readonly tx: Transaction;
  readonly madeAtMs: number;
  /** What it spends is made by this one, which is not in a block yet. */
  readonly parent?: string;
  /** Another one spends the same; a block takes one of the two. */
  rival?: string;
}

interface Coin {
  readonly prevout: OutPoint;
  readonly sats: bigint;
}

/** Makes transactions without signatures for as long as one likes: from a pool of coins, to the same pool. */
export class CoinLoad {
  readonly #random: Random;
  /** Coins in blocks, the oldest first; those before `#used` are spent. */
  #coins: Coin[] = [];
  #used = 0;
  readonly #pending = new Map<string, PendingTransaction>();
  /** Pending ones whose output a child spends: it is not for the pool. */
  readonly #spent = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Gives it coins that are in a block, and that anybody can spend. */
  addCoins(tx: Transaction): void {
    for (let vout = 0; vout < tx.outputCount; vout++) {
      this.#coins.push({ prevout: { txid: tx.txid, vout }, sats: tx.value(vout) });
    }
  }

  /** Coins that can be spent. */
  get coinCount(): number {
    return this.#coins.length - this.#used;
  }

  /** Transactions that are in no block yet, in the order in which they were made. */
  pending(): IterableIterator<PendingTransaction> {
    return this.#pending.values();
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Makes the next transactions: one, or two that belong together, in the order in which they are to be sent. */
  next(nowMs: number): PendingTransaction[] {
    const kind = this.#random.below(100);
    const coin = this.#take();
    if (coin === undefined) return [];
    if (kind < PERCENT.wide) {
      const other = this.#take();
      return [this.#make(other === undefined ? [coin] : [coin, other], { outputs: 2, nowMs })];
    }
    const first = this.#make([coin], { outputs: 1, nowMs });
    const after = kind - PERCENT.wide;
    if (after < PERCENT.child + PERCENT.orphan) {
      const made = { prevout: { txid: first.tx.txid, vout: 0 }, sats: first.tx.value(0) };
      const child = this.#make([made], { outputs: 1, nowMs, parent: keyOf(first.tx) });
      return after < PERCENT.child ? [first, child] : [child, first];
    }
    if (after >= PERCENT.child + PERCENT.orphan + PERCENT.replacement) return [first];
    const better = this.#make([coin], { outputs: 1, nowMs, extraFeeRate: FEE_RATE_RANGE + 5 });
    [first.rival, better.rival] = [keyOf(better.tx), keyOf(first.tx)];
    return [first, better];
  }

  /** Takes what a block has made for spendable. @param txids Hex, in wire order. */
  confirmed(txids: readonly string[]): void {
    for (const txid of txids) {
      const found = this.#pending.get(txid);
      if (found === undefined) continue;
      this.#pending.delete(txid);
      if (found.rival !== undefined) this.#pending.delete(found.rival);
      if (!this.#spent.delete(txid)) this.addCoins(found.tx);
    }
  }

  #take(): Coin | undefined {
    const coin = this.#coins[this.#used];
    if (coin === undefined) return undefined;
    this.#used++;
    if (this.#used > 10_000) {
      this.#coins = this.#coins.slice(this.#used);
      this.#used = 0;
    }
    return coin;
  }

  #make(
    coins: readonly Coin[],
    so: { readonly outputs: number; readonly nowMs: number; readonly extraFeeRate?: number; readonly parent?: string },
  ): PendingTransaction {
    const rate = FEE_RATE + this.#random.below(FEE_RATE_RANGE) + (so.extraFeeRate ?? 0);
    const fee = BigInt(rate * vsizeOfSpending(coins.length, so.outputs));
    const total = coins.reduce((sum, { sats }) => sum + sats, -fee);
    const each = total / BigInt(so.outputs);
    const tx = spendAnyone(
      coins.map(({ prevout }) => prevout),
      Array.from({ length: so.outputs }, () => ({ value: each, scriptPubKey: ANYONE_CAN_SPEND })),
    );
    const made: PendingTransaction = { tx, madeAtMs: so.nowMs, ...(so.parent !== undefined && { parent: so.parent }) };
    if (so.parent !== undefined) this.#spent.add(so.parent);
    this.#pending.set(keyOf(tx), made);
    return made;
  }
}

/** Names a transaction in hex, in wire order. */
export function keyOf(tx: Transaction): string {
  return bytesToHex(tx.txid);
}
