import { assert } from '../../src/bytes/assert.ts';
import { ByteReader } from '../../src/bytes/byte-reader.ts';
import { bytesFromHex, bytesToHex } from '../../src/bytes/hex.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { transactionToData } from '../../src/primitives/transaction-data.ts';
import type { TransactionData, TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import { readPrevouts, spentOutputsInOrder } from '../../src/platform/prevout-files/read-prevouts.ts';
import { realFile } from '../real-blocks-files.ts';
import { readScriptAssets } from '../../tools/vectors/vector-files.ts';
import type { ScenarioList } from '../scenarios/scenario.ts';

/** A transaction with what it spends: where mutations begin. */
export interface SpendingCase {
  readonly tx: TransactionData;
  /** One for each input. */
  readonly coins: readonly TransactionOutput[];
}

/** Larger transactions take more time than they find. */
const MAX_TRANSACTION_BYTES = 20_000;

/** Cases from the taproot vectors: more bring little. */
const MAX_ASSETS = 800;

/** Every transaction of the scenarios whose coins were made in them, good and bad. */
export function scenarioSpendings(lists: readonly ScenarioList[]): SpendingCase[] {
  const outputs = new Map<string, TransactionOutput>();
  const cases: SpendingCase[] = [];
  for (const { bytes } of lists.flatMap(({ scenarios }) => scenarios)) {
    const block = parseBlock(bytes);
    if ('code' in block) continue;
    for (const transaction of block.transactions) {
      const tx = transactionToData(transaction);
      const coins = tx.inputs.map(({ prevout }) => outputs.get(`${bytesToHex(prevout.txid)}:${prevout.vout}`));
      const isKnown = coins.length > 0 && coins.every((coin) => coin !== undefined);
      if (isKnown && transaction.totalSize <= MAX_TRANSACTION_BYTES) cases.push({ tx, coins });
      if (transaction.totalSize > MAX_TRANSACTION_BYTES) continue;
      const txid = bytesToHex(transaction.txid);
      tx.outputs.forEach((output, vout) => outputs.set(`${txid}:${vout}`, output));
    }
  }
  assert(cases.length > 100, 'the scenarios have transactions');
  return cases;
}

interface Asset {
  readonly tx: string;
  readonly prevouts: readonly string[];
  readonly index: number;
  readonly success?: AssetSpend;
  readonly failure?: AssetSpend;
}

interface AssetSpend {
  readonly scriptSig: string;
  readonly witness: readonly string[];
}

/** Cases of Bitcoin Core's `script_assets_test.json`, spread over the file. @param file Its path. */
export function assetSpendings(file: string): SpendingCase[] {
  const assets = Array.from(readScriptAssets(file), ({ read }) => read() as Asset);
  const step = Math.max(1, Math.floor(assets.length / MAX_ASSETS));
  return assets.filter((_, i) => i % step === 0).flatMap((asset) => casesOf(asset));
}

function casesOf(asset: Asset): SpendingCase[] {
  const transaction = parseTransaction(bytes(asset.tx), { allowWitness: false });
  assert(!('code' in transaction), 'a vector’s transaction can be read');
  const tx = transactionToData(transaction);
  const coins = asset.prevouts.map((prevout) => {
    const reader = new ByteReader(bytes(prevout));
    return { value: reader.u64Le(), scriptPubKey: reader.varBytes() };
  });
  return [asset.success, asset.failure].flatMap((spend) => {
    if (spend === undefined) return [];
    const change = { scriptSig: bytes(spend.scriptSig), witness: spend.witness.map((item) => bytes(item)) };
    const inputs = tx.inputs.map((input, i) => (i === asset.index ? { ...input, ...change } : input));
    return [{ tx: { ...tx, inputs }, coins }];
  });
}

/** Real blocks, and files with what they spend. */
const REAL_BLOCKS: readonly (readonly [block: string, prevouts: string])[] = [
  ['floresta/367891_raw', 'floresta/367891_spent_utxos'],
  ['bcoin/block300025.raw', 'bcoin/block300025-undo.raw'],
  ['bcoin/block1087400.raw', 'bcoin/block1087400-undo.raw'],
  ['bcoin/block928828.raw', 'bcoin/block928828-undo.raw'],
];

/** Of a block's transactions one in so many: they are much alike. */
const REAL_SHARE = 8;

/** Transactions of real blocks, with what they spend. */
export function realSpendings(): SpendingCase[] {
  return REAL_BLOCKS.flatMap(([blockFile, prevoutsFile]) => {
    const block = parseBlock(realFile(blockFile));
    const prevouts = readPrevouts(realFile(prevoutsFile));
    assert(!('code' in block) && !('code' in prevouts), `${blockFile} and what it spends can be read`);
    const ordered = spentOutputsInOrder(block.transactions, prevouts.outputs);
    assert(!('code' in ordered), `${prevoutsFile} goes with its block`);
    const cases: SpendingCase[] = [];
    let at = 0;
    for (const transaction of block.transactions.slice(1)) {
      const coins = ordered.slice(at, at + transaction.inputCount);
      at += transaction.inputCount;
      const isKnown = coins.every((coin) => coin !== undefined);
      if (isKnown && transaction.totalSize <= 2000) cases.push({ tx: transactionToData(transaction), coins });
    }
    return cases.filter((_, i) => i % REAL_SHARE === 0);
  });
}

function bytes(text: string): Uint8Array {
  const read = bytesFromHex(text);
  assert(read !== undefined, 'a vector is hex');
  return read;
}
