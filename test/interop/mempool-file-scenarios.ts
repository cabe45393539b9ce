import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readU32Le } from '../../src/bytes/u32-le.ts';
import { txidFromHex, txidToHex } from '../../src/primitives/hash.ts';
import { coinbases, split } from './coins.ts';
import type { CoreNode } from './core-node.ts';
import { LINKS, link, sameTip, withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';
import type { VigilNode } from './vigil-node.ts';

const FILE = 'mempool.dat';

/** A mempool as it has to come out of a file: what is known of each transaction, by txid. */
type Entries = Readonly<
  Record<
    string,
    { readonly timeSec: number; readonly fee: bigint; readonly modified: bigint; readonly ancestors: number }
  >
>;

/** All that a file tells: also what was added to the fees of transactions that nobody has, and what no peer asked for yet. */
interface Contents {
  readonly entries: Entries;
  readonly deltas: Readonly<Record<string, bigint>>;
  readonly unbroadcast: readonly string[];
}

function contentsOf({ parts }: VigilNode): Contents {
  const entries = parts.pool.entriesForRelay().map(({ txid, timeSec, feeSats, modifiedFeeSats, ancestorCount }) => {
    const facts = { timeSec, fee: feeSats, modified: modifiedFeeSats, ancestors: ancestorCount };
    return [txidToHex(txid), facts] as const;
  });
  const deltas = parts.pool.prioritised().map(({ txid, deltaSats }) => [txidToHex(txid), deltaSats] as const);
  return {
    entries: Object.fromEntries(entries),
    deltas: Object.fromEntries(deltas),
    unbroadcast: parts.relay.unbroadcastTxids().map(txidToHex).toSorted(),
  };
}

interface CoreEntry {
  readonly time: number;
  readonly fees: { readonly base: number; readonly modified: number };
  readonly ancestorcount: number;
  readonly unbroadcast: boolean;
}

const sats = (bitcoins: number): bigint => BigInt(Math.round(bitcoins * 1e8));

async function coreContents(core: CoreNode): Promise<Contents> {
  await until('bitcoind has read its mempool', async () => {
    return (await core.call<{ loaded: boolean }>('getmempoolinfo')).loaded;
  });
  const pool = Object.entries(await core.call<Record<string, CoreEntry>>('getrawmempool', true));
  const deltas = await core.call<Record<string, { fee_delta: number }>>('getprioritisedtransactions');
  return {
    entries: Object.fromEntries(
      pool.map(([txid, { time, fees, ancestorcount }]) => {
        const facts = { timeSec: time, fee: sats(fees.base), modified: sats(fees.modified), ancestors: ancestorcount };
        return [txid, facts] as const;
      }),
    ),
    deltas: Object.fromEntries(
      Object.entries(deltas).map(([txid, { fee_delta }]) => [txid, BigInt(fee_delta)] as const),
    ),
    unbroadcast: pool
      .filter(([, { unbroadcast }]) => unbroadcast)
      .map(([txid]) => txid)
      .toSorted(),
  };
}

/** A transaction that nobody has, of whose fee something is said all the same. */
const ABSENT = 'ab'.repeat(32);

/** Both get a chain; then one of them gets a mempool: families, one of a witness in it, and changed fees. */
async function fill(pair: Pair, side: 'vigil' | 'core'): Promise<Contents> {
  const { vigil, core } = pair;
  await core.mine(130);
  await link(pair, LINKS[0]!);
  await sameTip(pair);
  await core.call('setnetworkactive', false);
  await until('vigil is alone', () => vigil.peers.length === 0);
  const by = side === 'vigil' ? vigil : core;
  const prioritise = async (txid: string, delta: bigint): Promise<unknown> => {
    if (side === 'core') return core.call('prioritisetransaction', txid, 0, Number(delta));
    return vigil.act((parts) => ({ result: parts.pool.prioritise(txidFromHex(txid)!, delta), effects: [] }));
  };
  for (const [i, coin] of (await coinbases(core, 1, 12)).entries()) {
    const [parent, outputs] = split([coin], 4, 2000n + 500n * BigInt(i));
    await by.submit(parent);
    const [child, grandchildren] = split([outputs[0]!, outputs[1]!], 2);
    await by.submit(child);
    await by.submit(split([grandchildren[0]!], 1)[0]);
    if (i % 3 === 0) await prioritise(txidToHex(parent.txid), BigInt(1000 * i - 1500));
  }
  await prioritise(ABSENT, -777n);
  const contents = side === 'vigil' ? contentsOf(vigil) : await coreContents(core);
  assert.equal(Object.keys(contents.entries).length, 36);
  assert.equal(Object.keys(contents.deltas).length, 5);
  return contents;
}

async function vigilToCore(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  const expected = await fill(pair, 'vigil');
  assert.equal(expected.unbroadcast.length, 36);
  await vigil.restart();
  await until('vigil has taken its own in', () => vigil.mempool.length === 36);
  assert.deepEqual(contentsOf(vigil), expected, 'vigil reads its own');
  const ours = path.join(vigil.files, FILE);
  const all = { use_current_time: false, apply_fee_delta_priority: true, apply_unbroadcast_set: true };
  await core.call('importmempool', ours, all);
  assert.deepEqual(await coreContents(core), expected, 'by importmempool');
  await core.restart('stopped', () => copyFileSync(ours, path.join(core.files, FILE)));
  assert.deepEqual(await coreContents(core), expected, 'at its start');
  return `36 transactions, 5 deltas, 36 not broadcast yet: the same by importmempool and at bitcoind's start (${readFileSync(ours).length} bytes)`;
}

async function coreToVigil(pair: Pair, version: number): Promise<string> {
  const { vigil, core } = pair;
  const expected = await fill(pair, 'core');
  await core.call('savemempool');
  const theirs = path.join(core.files, FILE);
  assert.equal(readU32Le(readFileSync(theirs), 0), version);
  await vigil.restart(() => copyFileSync(theirs, path.join(vigil.files, FILE)));
  await until('vigil has taken them in', () => vigil.mempool.length === 36);
  assert.deepEqual(contentsOf(vigil), expected);
  assert.deepEqual(
    vigil.events.filter(({ event }) => event === 'warning'),
    [],
  );
  return `36 transactions, 5 deltas, ${expected.unbroadcast.length} not broadcast yet: the same, from version ${version}`;
}

export const MEMPOOL_FILE_SCENARIOS: readonly InteropScenario[] = [
  {
    name: 'bitcoind reads the mempool.dat of vigil',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, vigilToCore),
  },
  {
    name: 'vigil reads the mempool.dat of bitcoind, obfuscated as since 27.0',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, (pair) => coreToVigil(pair, 2)),
  },
  {
    name: 'vigil reads the mempool.dat of bitcoind in its older form',
    run: (bitcoind) => {
      const options = { vigil: { isOnDisk: true }, core: ['-persistmempoolv1=1'] };
      return withPair(bitcoind, options, (pair) => coreToVigil(pair, 1));
    },
  },
];
