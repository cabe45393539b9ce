import { assert } from '../../src/bytes/assert.ts';
import { genesisBlock } from '../../src/chain/genesis-block.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import { ANYONE_CAN_SPEND, spendAnyone } from '../../src/lab/anyone-can-spend.ts';
import { assembleBlock, regtestSubsidy } from '../../test/chain-assemble-block.ts';
import type { PoolCoin } from '../generate-chain/coin-pool.ts';
import { KeyPool } from '../generate-chain/key-pool.ts';
import type { SpendKind } from '../generate-chain/mainnet-mix.ts';
import { SignBatch } from '../generate-chain/sign-batch.ts';
import { openSigner } from '../generate-chain/signer.ts';
import { finishTransaction, makeTransaction } from '../generate-chain/transaction-maker.ts';

const KEYS = 64;
const VALUE_SATS = 20_000;
const FEE_SATS = 1000;
/** Of coins to be spent. */
const OUTPUTS_A_BLOCK = 20_000;
const COINBASE_MATURITY = 100;

/** Transactions that all spend coins of one kind. */
export interface TransactionKind {
  readonly name: string;
  readonly kind: SpendKind;
  readonly inputs: number;
}

export const TRANSACTION_KINDS: readonly TransactionKind[] = [
  { name: 'P2WPKH, 1 input', kind: 'p2wpkh', inputs: 1 },
  { name: 'P2WPKH, 2 inputs', kind: 'p2wpkh', inputs: 2 },
  { name: 'P2TR by key, 1 input', kind: 'p2tr-key', inputs: 1 },
];

/** A regtest chain of the last hours, and transactions that spend what it has made for that. */
export class FundedChain {
  readonly blocks: Block[] = [];
  readonly #keys = new KeyPool({ seed: 1, size: KEYS });
  readonly #startSec = Math.floor(Date.now() / 1000) - 3600;
  #nextCoinbase = 0;

  constructor() {
    for (let i = 0; i < COINBASE_MATURITY; i++) this.mine([]);
  }

  /** Adds a block. */
  mine(transactions: readonly Transaction[]): Block {
    const height = this.blocks.length + 1;
    const { bytes } = assembleBlock({
      height,
      prevHash: (this.blocks.at(-1) ?? genesisBlock(networkParams('regtest'))).hash,
      timeSec: this.#startSec + height,
      outputs: [{ value: regtestSubsidy(height), scriptPubKey: ANYONE_CAN_SPEND }],
      transactions: transactions.map((tx) => ({ bytes: tx.serialized(), txid: tx.txid, wtxid: tx.wtxid })),
    });
    const block = parseBlock(bytes);
    assert(!('code' in block), 'a block of ours parses');
    this.blocks.push(block);
    return block;
  }

  /** Makes coins in blocks of their own, and signed transactions that spend them. */
  transactions({ kind, inputs }: TransactionKind, count: number): Transaction[] {
    const coins = this.#coins(kind, count * inputs);
    const keys = this.#keys;
    const signer = openSigner(new Uint8Array(keys.secrets));
    const batch = new SignBatch(count * inputs);
    const outputs = [{ value: BigInt(VALUE_SATS * inputs - FEE_SATS), scriptPubKey: keys.lock(kind, 0).scriptPubKey }];
    const unsigned = Array.from({ length: count }, (_, i) =>
      makeTransaction(
        { version: 2, lockTime: 0, sequence: 0xffff_fffd, coins: coins.slice(i * inputs, (i + 1) * inputs), outputs },
        { keys, signer, batch },
      ),
    );
    batch.sign(signer, 0, batch.size);
    return unsigned.map((each) => {
      const tx = parseTransaction(finishTransaction(each));
      assert(!('code' in tx), 'a transaction of ours parses');
      return tx;
    });
  }

  #coins(kind: SpendKind, count: number): PoolCoin[] {
    const coins: PoolCoin[] = [];
    while (coins.length < count) {
      const outputCount = Math.min(count - coins.length, OUTPUTS_A_BLOCK);
      const outputs = Array.from({ length: outputCount }, (_, i) => ({
        value: BigInt(VALUE_SATS),
        scriptPubKey: this.#keys.lock(kind, i % KEYS).scriptPubKey,
      }));
      const coinbase = this.blocks[this.#nextCoinbase++]!.transaction(0);
      const tx = spendAnyone([{ txid: coinbase.txid, vout: 0 }], outputs);
      this.mine([tx]);
      const height = this.blocks.length;
      for (let i = 0; i < outputCount; i++) {
        coins.push({ txid: tx.txid, vout: i, value: VALUE_SATS, kind, key: i % KEYS, height });
      }
    }
    return coins;
  }
}
