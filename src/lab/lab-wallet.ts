import type { NodeParts } from '../node/node-parts.ts';
import type { Random } from '../ports/random.ts';
import type { OutPoint } from '../primitives/out-point.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { ANYONE_CAN_SPEND, isAnyones, spendAnyone, vsizeOfSpending } from './anyone-can-spend.ts';
import { unspentBy } from './unspent-by.ts';

/** Coins that are remembered: the oldest are forgotten. */
const MAX_COINS = 2000;

/** How often another coin is tried where one is not there to be spent. */
const MAX_TRIES = 20;

/** One of so many spent coins is remembered as if it were not: in a network cut in two, the other part may spend it as well. */
const FORGETS_ONE_IN = 4;

/** What is not split further, in satoshis. */
const MIN_SPLIT_SATS = 100_000n;

/** Fee rates that are paid: from 2 up to this many satoshis for each virtual byte. */
const MAX_FEE_RATE = 40;

interface Coin {
  readonly prevout: OutPoint;
  readonly sats: bigint;
}

/**
 * Makes transactions of coins that need no key, as a network's many wallets do: each is made for one node, of what that node
 * takes as unspent.
 */
export class LabWallet {
  readonly #random: Random;
  readonly #coins: Coin[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Remembers a transaction's outputs, if they need no key. */
  add(tx: Transaction): void {
    for (let vout = 0; vout < tx.outputCount; vout++) {
      if (!isAnyones(tx.scriptPubKey(vout))) continue;
      this.#coins.push({ prevout: { txid: tx.txid, vout }, sats: tx.value(vout) });
    }
    if (this.#coins.length > MAX_COINS) this.#coins.splice(0, this.#coins.length - MAX_COINS);
  }

  /** Makes a transaction that splits a mature coinbase into so many coins. */
  split(coinbase: Transaction, count: number): Transaction {
    const sats = coinbase.value(0) / BigInt(count) - 1000n;
    const outputs = Array.from({ length: count }, () => ({ value: sats, scriptPubKey: ANYONE_CAN_SPEND }));
    return spendAnyone([{ txid: coinbase.txid, vout: 0 }], outputs);
  }

  /** Makes a transaction that a node will take, unless its mempool's limits are against it; `undefined` where no coin is found. */
  pay(parts: NodeParts): Transaction | undefined {
    const inputs = this.#take(parts, 1 + this.#random.below(2));
    if (inputs.length === 0) return undefined;
    const total = inputs.reduce((sum, { sats }) => sum + sats, 0n);
    const count = total < MIN_SPLIT_SATS ? 1 : 1 + this.#random.below(3);
    const feeRate = BigInt(2 + this.#random.below(MAX_FEE_RATE - 1));
    const sats = (total - feeRate * BigInt(vsizeOfSpending(inputs.length, count))) / BigInt(count);
    if (sats < 1000n) return undefined;
    const outputs = Array.from({ length: count }, () => ({ value: sats, scriptPubKey: ANYONE_CAN_SPEND }));
    return spendAnyone(
      inputs.map(({ prevout }) => prevout),
      outputs,
    );
  }

  #take(parts: NodeParts, count: number): Coin[] {
    const taken: Coin[] = [];
    for (let tries = 0; tries < MAX_TRIES && taken.length < count && this.#coins.length > 0; tries++) {
      const at = this.#random.below(this.#coins.length);
      const coin = this.#coins[at]!;
      if (taken.includes(coin) || unspentBy(parts, coin.prevout) === undefined) continue;
      if (this.#random.below(FORGETS_ONE_IN) > 0) this.#coins.splice(at, 1);
      taken.push(coin);
    }
    return taken;
  }
}
