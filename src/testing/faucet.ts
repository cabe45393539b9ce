import type { NodeParts } from '../node/node-parts.ts';
import { COINBASE_MATURITY } from '../consensus/limits.ts';
import type { OutPoint } from '../primitives/out-point.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { ANYONE_CAN_SPEND, isAnyones, spendAnyone, vsizeOfSpending } from '../lab/anyone-can-spend.ts';
import { unspentBy } from '../lab/unspent-by.ts';

/** What its transactions pay for each virtual byte, in satoshis. */
const FEE_RATE = 5n;

/** What is smaller is not sent back. */
const MIN_CHANGE_SATS = 1000n;

interface Coin {
  readonly prevout: OutPoint;
  readonly sats: bigint;
}

/** Sends coins that anybody can spend: those of the coinbases that the node has mined for anybody. */
export class Faucet {
  readonly #parts: NodeParts;
  /** Blocks below this height have given what they had. */
  #nextHeight = 1;
  readonly #coins: Coin[] = [];

  constructor(parts: NodeParts) {
    this.#parts = parts;
  }

  /** Whether there are coins for so many satoshis, and the fee. */
  has(sats: bigint): boolean {
    return this.#choose(sats) !== undefined;
  }

  /** Makes a transaction whose first output pays; `undefined` where there are not enough coins. */
  pay(script: Uint8Array, sats: bigint): Transaction | undefined {
    const chosen = this.#choose(sats);
    if (chosen === undefined) return undefined;
    const [coins, feeSats] = chosen;
    const changeSats = coins.reduce((sum, coin) => sum + coin.sats, 0n) - sats - feeSats;
    const outputs = [{ value: sats, scriptPubKey: script }];
    if (changeSats >= MIN_CHANGE_SATS) outputs.push({ value: changeSats, scriptPubKey: ANYONE_CAN_SPEND });
    const tx = spendAnyone(
      coins.map(({ prevout }) => prevout),
      outputs,
    );
    this.#coins.splice(0, coins.length);
    if (changeSats >= MIN_CHANGE_SATS) this.#coins.push({ prevout: { txid: tx.txid, vout: 1 }, sats: changeSats });
    return tx;
  }

  /** What an output holds that is there to be spent, in the chain or the mempool. */
  unspent(prevout: OutPoint): bigint | undefined {
    return unspentBy(this.#parts, prevout);
  }

  /** Coins from the front of the list that are enough, and the fee; `undefined` where all are not. */
  #choose(sats: bigint): readonly [coins: Coin[], feeSats: bigint] | undefined {
    this.#gather();
    const coins: Coin[] = [];
    let total = 0n;
    for (const coin of this.#coins) {
      coins.push(coin);
      total += coin.sats;
      const feeSats = BigInt(vsizeOfSpending(coins.length, 2)) * FEE_RATE;
      if (total >= sats + feeSats) return [coins, feeSats];
    }
    return undefined;
  }

  /** Takes in the coinbases that are ripe since the last time, and forgets coins that are gone. */
  #gather(): void {
    const { chain } = this.#parts;
    const kept = this.#coins.filter(({ prevout }) => this.unspent(prevout) !== undefined);
    this.#coins.splice(0, this.#coins.length, ...kept);
    const ripe = chain.active.height + 1 - COINBASE_MATURITY;
    for (; this.#nextHeight <= ripe; this.#nextHeight++) {
      const coinbase = chain.readBlock(chain.active.at(this.#nextHeight))?.transaction(0);
      if (coinbase === undefined || !isAnyones(coinbase.scriptPubKey(0))) continue;
      const coin = { prevout: { txid: coinbase.txid, vout: 0 }, sats: coinbase.value(0) };
      if (this.unspent(coin.prevout) !== undefined) this.#coins.push(coin);
    }
  }
}
