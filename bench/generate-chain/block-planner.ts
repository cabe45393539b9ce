import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import type { TransactionOutput } from '../../src/primitives/transaction-data.ts';
import type { ChainFacts } from './chain-facts.ts';
import { CoinPool } from './coin-pool.ts';
import type { PoolCoin } from './coin-pool.ts';
import type { KeyPool } from './key-pool.ts';
import { INPUT_VBYTES, OUTPUT_VBYTES, pickAge, pickCounts, pickFeeRate, pickKind } from './mainnet-mix.ts';
import type { SpendKind } from './mainnet-mix.ts';
import { SeededRandom } from './random.ts';
import { SignBatch } from './sign-batch.ts';
import type { Signer } from './signer.ts';
import { makeTransaction } from './transaction-maker.ts';
import type { UnsignedTransaction } from './transaction-maker.ts';

/** Blocks on top of a coinbase after which it may be spent, less one. Source: Bitcoin Core's `COINBASE_MATURITY`. */
const COINBASE_MATURITY = 100;

/** No output is below this, so that all are worth spending. */
const MIN_OUTPUT_SATS = 600;

const MOST_SIGNATURES_A_TRANSACTION = 2 * 40;
const VERSION = 2;

/** Signals that the transaction may be replaced (BIP125), and no relative lock time. */
const SEQUENCE = 0xffff_fffd;

/** The transactions of a block, without the coinbase, being signed. */
export interface BlockPlan {
  readonly height: number;
  readonly transactions: readonly UnsignedTransaction[];
  readonly feesSats: number;
  /** Where the coinbase pays to. */
  readonly reward: { readonly kind: SpendKind; readonly key: number };
  readonly batch: SignBatch;
}

/** Decides what is in each block: who spends which coins to whom. All chance is here. */
export class BlockPlanner {
  readonly #random: SeededRandom;
  readonly #keys: KeyPool;
  readonly #signer: Signer;
  readonly #facts: ChainFacts;
  readonly #coins = new CoinPool();
  /** Coinbase outputs that may not be spent yet, oldest first. */
  readonly #immature: PoolCoin[] = [];

  constructor(
    options: { readonly seed: number },
    parts: { readonly keys: KeyPool; readonly signer: Signer; readonly facts: ChainFacts },
  ) {
    this.#random = new SeededRandom(options.seed);
    this.#keys = parts.keys;
    this.#signer = parts.signer;
    this.#facts = parts.facts;
  }

  /** How many coins can be spent. */
  get coinCount(): number {
    return this.#coins.size;
  }

  /** Tells of a block's coinbase, whose txid is known only when all is signed. Blocks come in their order. */
  addCoinbase(coin: PoolCoin): void {
    this.#immature.push(coin);
  }

  /** A block with nothing but its coinbase. */
  planEmpty(height: number): BlockPlan {
    return this.#finish(height, [], 0, new SignBatch(0));
  }

  /** A block that makes many coins of few: `coinbases` of the oldest coins, each of which becomes `outputs` new ones. */
  planFanOut(height: number, size: { readonly coinbases: number; readonly outputs: number }): BlockPlan {
    this.#mature(height);
    const batch = new SignBatch(size.coinbases * 2);
    const transactions: UnsignedTransaction[] = [];
    let feesSats = 0;
    for (let i = 0; i < size.coinbases; i++) {
      const coin = this.#coins.take(0, this.#random);
      const value = Math.floor(coin.value / size.outputs) - OUTPUT_VBYTES * 2;
      const values = Array.from({ length: size.outputs }, () => value);
      transactions.push(this.#make({ height, coins: [coin], values, hasData: false, batch }));
      feesSats += coin.value - value * size.outputs;
    }
    return this.#finish(height, transactions, feesSats, batch);
  }

  /** A block of mainnet's mix. */
  planMixed(height: number, count: number): BlockPlan {
    this.#mature(height);
    const batch = new SignBatch(count * 4 + 1000);
    const transactions: UnsignedTransaction[] = [];
    let feesSats = 0;
    while (transactions.length < count && batch.hasRoom(MOST_SIGNATURES_A_TRANSACTION)) {
      const { inputs, outputs, hasData } = pickCounts(this.#random);
      const { coins, values, fee } = this.#balance(height, inputs, outputs);
      transactions.push(this.#make({ height, coins, values, hasData, batch }));
      feesSats += fee;
      for (const coin of coins) {
        this.#facts.addInput(coin, height, this.#keys.lock(coin.kind, coin.key).secrets.length);
      }
      this.#facts.outputs += values.length + (hasData ? 1 : 0);
    }
    this.#facts.transactions += transactions.length;
    this.#facts.feesSats += feesSats;
    return this.#finish(height, transactions, feesSats, batch);
  }

  #mature(height: number): void {
    while (this.#immature.length > 0 && height - this.#immature[0]!.height >= COINBASE_MATURITY) {
      this.#coins.add(this.#immature.shift()!);
    }
  }

  #finish(height: number, transactions: readonly UnsignedTransaction[], feesSats: number, batch: SignBatch): BlockPlan {
    return { height, transactions, feesSats, reward: this.#pickLock(), batch };
  }

  #pickLock(): { readonly kind: SpendKind; readonly key: number } {
    return { kind: pickKind(this.#random), key: this.#random.below(this.#keys.size) };
  }

  /** Chooses coins and what is paid from them. Where they are worth too little, fewer outputs are made, then more are taken. */
  #balance(
    height: number,
    inputs: number,
    outputs: number,
  ): { readonly coins: readonly PoolCoin[]; readonly values: readonly number[]; readonly fee: number } {
    const feeRate = pickFeeRate(this.#random);
    const coins: PoolCoin[] = [];
    let total = 0;
    let vsize = 11;
    let left = outputs;
    for (;;) {
      const coin = this.#coins.take(Math.max(0, height - pickAge(this.#random)), this.#random);
      coins.push(coin);
      total += coin.value;
      vsize += INPUT_VBYTES[coin.kind];
      if (coins.length < inputs) continue;
      for (; left > 0; left = left > 1 ? 1 : 0) {
        const fee = feeRate * (vsize + left * OUTPUT_VBYTES);
        const values = this.#divide(total - fee, left);
        if (values !== undefined) return { coins, values, fee };
      }
      left = 1;
    }
  }

  /** Divides an amount by chance, but not below the least; `undefined` when it is too little. */
  #divide(amount: number, count: number): readonly number[] | undefined {
    const spare = amount - count * MIN_OUTPUT_SATS;
    if (spare < 0) return undefined;
    const weights = Array.from({ length: count }, () => 1 + this.#random.below(100));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    const values = weights.map((weight) => MIN_OUTPUT_SATS + Math.floor((spare / sum) * weight));
    values[0]! += amount - values.reduce((all, value) => all + value, 0);
    return values;
  }

  #make(plan: {
    readonly height: number;
    readonly coins: readonly PoolCoin[];
    readonly values: readonly number[];
    readonly hasData: boolean;
    readonly batch: SignBatch;
  }): UnsignedTransaction {
    const { height, coins, values, hasData, batch } = plan;
    const locks = values.map(() => this.#pickLock());
    const outputs = values.map((value, i): TransactionOutput => ({
      value: BigInt(value),
      scriptPubKey: this.#keys.lock(locks[i]!.kind, locks[i]!.key).scriptPubKey,
    }));
    if (hasData) outputs.push({ value: 0n, scriptPubKey: dataScript(this.#random) });
    // Some wallets let a transaction into the next block at the earliest, so that nobody replaces the last one for its fees.
    const lockTime = this.#random.below(5) === 0 ? height - 1 : 0;
    const made = makeTransaction(
      { version: VERSION, lockTime, sequence: SEQUENCE, coins, outputs },
      { keys: this.#keys, signer: this.#signer, batch },
    );
    for (const [vout, value] of values.entries()) {
      this.#coins.add({ txid: made.txid, vout, value, height, ...locks[vout]! });
    }
    return made;
  }
}

function dataScript(random: SeededRandom): Uint8Array {
  return new ScriptWriter()
    .op(OP.OP_RETURN)
    .push(random.bytes(20 + random.below(60)))
    .finish();
}
