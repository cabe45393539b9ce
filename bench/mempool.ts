// How fast the mempool accepts transactions, in process: one- and two-input P2WPKH, and P2TR by its key; and how much of the
// time is not the checking of signatures.
//
//   npm run bench -- bench/mempool.ts [--count N] [--rounds N] [--json]
import { cpuUsage, memoryUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { ScriptCache } from '../src/chain/script-cache.ts';
import { Mempool } from '../src/mempool/mempool.ts';
import { DEFAULT_RELAY_POLICY } from '../src/mempool/policy/relay-policy.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1 } from '../src/ports/secp256k1.ts';
import { parseTransaction } from '../src/primitives/transaction.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { PARAMS } from '../test/chain-regtest.ts';
import { MempoolScene, makeTx } from '../test/mempool-scene.ts';
import { benchArguments } from './bench-arguments.ts';
import type { PoolCoin } from './generate-chain/coin-pool.ts';
import { KeyPool } from './generate-chain/key-pool.ts';
import type { SpendKind } from './generate-chain/mainnet-mix.ts';
import { SignBatch } from './generate-chain/sign-batch.ts';
import { openSigner } from './generate-chain/signer.ts';
import { finishTransaction, makeTransaction } from './generate-chain/transaction-maker.ts';

const KEYS = 64;
const VALUE_SATS = 20_000;
const FEE_SATS = 1000;
/** Of coins to be spent. */
const OUTPUTS_A_BLOCK = 20_000;
const SCRIPT_CACHE_BYTES = 16 * 1024 * 1024;

const CASES: readonly { readonly name: string; readonly kind: SpendKind; readonly inputs: number }[] = [
  { name: 'P2WPKH, 1 input', kind: 'p2wpkh', inputs: 1 },
  { name: 'P2WPKH, 2 inputs', kind: 'p2wpkh', inputs: 2 },
  { name: 'P2TR by key, 1 input', kind: 'p2tr-key', inputs: 1 },
];

/** Says yes to all: what is left is all but the curve. */
const YES: Secp256k1 = {
  words: 'nothing is checked',
  verifyEcdsa: () => true,
  verifySchnorr: () => true,
  checkTweak: () => true,
};

interface Result {
  readonly name: string;
  /** Of CPU time, so that others on the machine do not count. Best of the rounds, as by the clock. */
  readonly perCpuSec: number;
  readonly perSec: number;
  /** The part of the CPU time that is left when signatures are taken to be good. */
  readonly shareBesideSignatures: number;
}

/** Signs transactions that each spend coins of one kind, which a block has made. */
function makeTransactions(
  scene: MempoolScene,
  keys: KeyPool,
  { kind, inputs, count }: { readonly kind: SpendKind; readonly inputs: number; readonly count: number },
): Transaction[] {
  const coins: PoolCoin[] = [];
  while (coins.length < count * inputs) {
    const outputCount = Math.min(count * inputs - coins.length, OUTPUTS_A_BLOCK);
    const coin = scene.coinbases[scene.height - 100]!;
    const extraOutputs = Array.from({ length: outputCount }, (_, i) => ({
      value: BigInt(VALUE_SATS),
      scriptPubKey: keys.lock(kind, i % KEYS).scriptPubKey,
    }));
    const value = coin.value - BigInt(VALUE_SATS * outputCount);
    const { txid } = scene.mineOne(makeTx([{ ...coin, value }], { fee: 0n, extraOutputs }));
    for (let i = 0; i < outputCount; i++) {
      coins.push({ txid, vout: i + 1, value: VALUE_SATS, kind, key: i % KEYS, height: scene.height });
    }
  }
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
  return unsigned.map((each) => read(finishTransaction(each)));
}

function read(bytes: Uint8Array): Transaction {
  const tx = parseTransaction(bytes.slice());
  if ('code' in tx) throw new Error(`a transaction does not parse: ${tx.code}`);
  return tx;
}

/** Offers all to an empty mempool. @returns Seconds by the clock, and of CPU time. */
function acceptAll(
  scene: MempoolScene,
  transactions: readonly Transaction[],
  secp256k1: Secp256k1,
): { readonly wallSec: number; readonly cpuSec: number } {
  const scriptCache = new ScriptCache({
    salt: new Uint8Array(32),
    sizeBytes: SCRIPT_CACHE_BYTES,
    remembersBlocks: false,
  });
  const mempool = new Mempool(
    { params: PARAMS, policy: DEFAULT_RELAY_POLICY },
    { chain: scene.chain, secp256k1, scriptCache },
  );
  // Read anew, so that hashes are taken each time, as from a peer.
  const fresh = transactions.map((tx) => read(tx.serialized()));
  const [start, cpu] = [performance.now(), cpuUsage()];
  for (const tx of fresh) mempool.accept(tx, { nowSec: scene.nowSec });
  const { user, system } = cpuUsage(cpu);
  if (mempool.size !== transactions.length) throw new Error(`only ${mempool.size} were accepted`);
  return { wallSec: (performance.now() - start) / 1000, cpuSec: (user + system) / 1e6 };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      count: { type: 'string', default: '4000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const [count, rounds] = [Number(values.count), Number(values.rounds)];
  const secp256k1 = bestSecp256k1();
  const scene = await MempoolScene.create({ blocks: 110 });
  const keys = new KeyPool({ seed: 1, size: KEYS });
  const results: Result[] = [];
  for (const { name, kind, inputs } of CASES) {
    const transactions = makeTransactions(scene, keys, { kind, inputs, count });
    acceptAll(scene, transactions, secp256k1);
    const full = Array.from({ length: rounds }, () => acceptAll(scene, transactions, secp256k1));
    const rest = Array.from({ length: rounds }, () => acceptAll(scene, transactions, YES));
    const best = Math.min(...full.map(({ cpuSec }) => cpuSec));
    results.push({
      name,
      perCpuSec: count / best,
      perSec: count / Math.min(...full.map(({ wallSec }) => wallSec)),
      shareBesideSignatures: Math.min(...rest.map(({ cpuSec }) => cpuSec)) / best,
    });
  }
  if (values.json) {
    stdout.write(`${JSON.stringify({ secp256k1: secp256k1.words, count, rounds, results })}\n`);
    return;
  }
  stdout.write(`${secp256k1.words}; ${count} transactions, best of ${rounds} rounds\n`);
  for (const { name, perCpuSec, perSec, shareBesideSignatures } of results) {
    const rates = `${Math.round(perCpuSec)} tx/s of CPU time, ${Math.round(perSec)} by the clock`;
    stdout.write(`${name.padEnd(22)} ${rates}; ${Math.round(100 * shareBesideSignatures)} % beside signatures\n`);
  }
  stdout.write(`resident ${Math.round(memoryUsage().rss / 1e6)} MB at the end\n`);
}

await main();
