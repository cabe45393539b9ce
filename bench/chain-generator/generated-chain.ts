import { assert } from '../../src/bytes/assert.ts';
import { genesisBlock } from '../../src/chain/genesis-block.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { sha256d } from '../../src/crypto/sha256d.ts';
import type { Txid, Wtxid } from '../../src/primitives/hash.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import type { TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import { Random } from '../calibration/random.ts';
import { assembleBlock, regtestSubsidy } from './assemble-block.ts';
import type { BlockTransaction } from './assemble-block.ts';
import { CoinPool } from './coin-pool.ts';
import type { PoolCoin } from './coin-pool.ts';
import { KIND_SHARES, makeLocks } from './output-kinds.ts';
import type { Lock, OutputKind } from './output-kinds.ts';
import { SigningKeys } from './signing.ts';

/** Keys of the chain: enough that no library gains by remembering them. */
const KEYS = 512;

/** Blocks before the first coinbase may be spent. */
const MATURITY = 100;

/** Outputs of one transaction that makes coins out of a coinbase. */
const FAN_OUT = 2500;

/** What a generated chain looks like. */
export interface GeneratedChainPlan {
  readonly seed: number;
  /** Blocks full of transactions, after those that make the coins. */
  readonly fullBlocks: number;
  readonly transactionsPerBlock: number;
  /** Coins that are there before the first full block. */
  readonly startCoins: number;
  /** Blocks without transactions at the end, so that the ones before are buried. */
  readonly emptyBlocks: number;
}

/** One block of a generated chain. */
export interface GeneratedBlock {
  readonly height: number;
  readonly bytes: Uint8Array;
  readonly transactions: number;
  readonly inputs: number;
  readonly kind: 'start' | 'full' | 'empty';
}

/**
 * Generates a regtest chain as mainnet looks today, from the first block on: the same plan gives the same bytes on every
 * machine. About two inputs and two outputs a transaction, kinds by `KIND_SHARES`, spends over all ages.
 */
export function* generateChain(plan: GeneratedChainPlan): Generator<GeneratedBlock, void> {
  const maker = new ChainMaker(plan);
  yield maker.first();
  const fans = Math.ceil(plan.startCoins / FAN_OUT);
  for (let i = 0; i < Math.max(MATURITY, fans); i++) yield maker.empty('start');
  for (let i = 0; i < MATURITY; i++) yield maker.empty('start');
  for (let done = 0; done < fans;) {
    const count = Math.min(10, fans - done);
    yield maker.fanOut(count);
    done += count;
  }
  for (let i = 0; i < plan.fullBlocks; i++) yield maker.full();
  for (let i = 0; i < plan.emptyBlocks; i++) yield maker.empty('empty');
}

class ChainMaker {
  readonly #plan: GeneratedChainPlan;
  readonly #random: Random;
  readonly #locks: Readonly<Record<OutputKind, readonly Lock[]>>;
  readonly #pool = new CoinPool();
  /** Coinbases that were not spent, oldest first. */
  readonly #coinbases: PoolCoin[] = [];
  #height = 0;
  #prevHash = genesisBlock(networkParams('regtest')).hash;
  #timeSec = genesisBlock(networkParams('regtest')).header.timeSec;

  constructor(plan: GeneratedChainPlan) {
    this.#plan = plan;
    this.#random = new Random(plan.seed, 0);
    this.#locks = makeLocks(new SigningKeys(KEYS));
  }

  first(): GeneratedBlock {
    const bytes = genesisBlock(networkParams('regtest')).serialized();
    return { height: 0, bytes, transactions: 1, inputs: 0, kind: 'start' };
  }

  empty(kind: 'start' | 'empty'): GeneratedBlock {
    return this.#block([], kind);
  }

  /** Spends coinbases into many coins. */
  fanOut(count: number): GeneratedBlock {
    const transactions: BlockTransaction[] = [];
    for (let i = 0; i < count; i++) {
      const coin = this.#coinbases.shift();
      assert(coin !== undefined, 'there is a coinbase for each fan');
      const value = coin.value / BigInt(FAN_OUT);
      transactions.push(
        this.#transaction(
          [coin],
          Array.from({ length: FAN_OUT }, () => value),
        ),
      );
    }
    return this.#block(transactions, 'start', count);
  }

  full(): GeneratedBlock {
    const transactions: BlockTransaction[] = [];
    let inputs = 0;
    for (let i = 0; i < this.#plan.transactionsPerBlock; i++) {
      const coins = Array.from({ length: this.#inputCount() }, () => this.#pool.take(this.#random));
      inputs += coins.length;
      const total = coins.reduce((sum, { value }) => sum + value, 0n);
      transactions.push(this.#transaction(coins, this.#split(total > 1000n ? total - 200n : total)));
    }
    return this.#block(transactions, 'full', inputs);
  }

  #transaction(coins: readonly PoolCoin[], values: readonly bigint[]): BlockTransaction {
    const made = values.map((value) => ({ value, lock: this.#lock() }));
    const outputs: TransactionOutput[] = made.map(({ value, lock }) => ({ value, scriptPubKey: lock.scriptPubKey }));
    const blank = coins.map(({ txid, vout }) => ({
      prevout: { txid, vout },
      scriptSig: new Uint8Array(0),
      sequence: 0xffff_fffd,
      witness: [],
    }));
    const data = { version: 2, inputs: blank, outputs, lockTime: 0 };
    const unsigned = parseTransaction(encodeTransaction(data), { allowWitness: false });
    assert(!('code' in unsigned), 'what was made parses');
    const spent = coins.map(({ value, lock }) => ({ value, scriptPubKey: lock.scriptPubKey }));
    const precomputed = new PrecomputedTransaction(unsigned, spent);
    const inputs = blank.map((input, i) => {
      const { lock, value } = coins[i]!;
      return { ...input, ...lock.unlock({ precomputed, input: i, amount: value }) };
    });
    const signed = { ...data, inputs };
    const bytes = encodeTransaction(signed);
    const txid = sha256d(encodeTransaction(signed, { withWitness: false })) as Txid;
    made.forEach(({ value, lock }, vout) => this.#pool.add({ txid, vout, value, lock }));
    return { bytes, txid, wtxid: sha256d(bytes) as Uint8Array as Wtxid };
  }

  #block(transactions: readonly BlockTransaction[], kind: GeneratedBlock['kind'], inputs = 0): GeneratedBlock {
    this.#height++;
    this.#timeSec += 600;
    const lock = this.#locks.p2wpkh[this.#height % KEYS]!;
    const value = regtestSubsidy(this.#height);
    const block = assembleBlock({
      height: this.#height,
      prevHash: this.#prevHash,
      timeSec: this.#timeSec,
      outputs: [{ value, scriptPubKey: lock.scriptPubKey }],
      transactions,
    });
    this.#prevHash = block.hash;
    this.#coinbases.push({ txid: block.coinbaseTxid, vout: 0, value, lock });
    return { height: this.#height, bytes: block.bytes, transactions: 1 + transactions.length, inputs, kind };
  }

  /** From 1 on, each more half as often: two on average. */
  #inputCount(): number {
    let count = 1;
    while (count < 20 && this.#random.uniform() < 0.5) count++;
    return count;
  }

  /** Splits an amount into outputs: one in five has one, most have two, some more. Two on average. */
  #split(total: bigint): bigint[] {
    const draw = this.#random.uniform();
    const count = draw < 0.2 ? 1 : draw < 0.85 ? 2 : draw < 0.95 ? 3 : 4;
    const values: bigint[] = [];
    let rest = total;
    for (let left = count; left > 1; left--) {
      const share = BigInt(Math.floor(this.#random.between(300, 700))) * 2n;
      const value = (rest * share) / (1000n * BigInt(left));
      values.push(value);
      rest -= value;
    }
    return [...values, rest];
  }

  #lock(): Lock {
    let draw = this.#random.uniform() * 100;
    for (const [kind, share] of Object.entries(KIND_SHARES) as [OutputKind, number][]) {
      draw -= share;
      if (draw < 0) return this.#locks[kind][Math.floor(this.#random.uniform() * KEYS)]!;
    }
    return this.#locks.p2wpkh[0]!;
  }
}
