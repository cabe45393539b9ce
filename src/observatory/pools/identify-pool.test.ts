import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';

import { scriptFromAddress } from '../../primitives/address/address.ts';
import { addressFormat } from '../../primitives/address/address-format.ts';
import { parseBlockStart, statedHeight } from '../../primitives/block-start.ts';
import type { BlockStart } from '../../primitives/block-start.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { identifyPool } from './identify-pool.ts';
import { parseMiningPools } from './pool-list.ts';
import type { PoolList } from './pool-list.ts';

const HEAD = '# title: t\n# source: s\n# licence: l\n# made by: m\n';

function listOf(...rows: string[]): PoolList {
  const list = parseMiningPools(`${HEAD}# rows: ${rows.length}\npool,kind,value\n${rows.join('\n')}\n`);
  assert.ok(!('code' in list), JSON.stringify(list));
  return list;
}

function builtIn(): PoolList {
  const list = parseMiningPools(readFileSync('data/mining-pools.csv', 'utf8'));
  assert.ok(!('code' in list), JSON.stringify(list));
  return list;
}

const VERSION_AND_PREVOUT = [1, 0, 0, 0, 1, ...new Uint8Array(32), 255, 255, 255, 255];
const SEQUENCE = [255, 255, 255, 255];
const LOCK_TIME = [0, 0, 0, 0];

/** A coinbase whose script holds a text, and that pays to addresses of mainnet. */
function coinbase(text: string, ...addresses: string[]): Transaction {
  const script = new TextEncoder().encode(text);
  const outputs = addresses.map((address) => scriptFromAddress(address, addressFormat('mainnet')) as Uint8Array);
  const bytes = [
    ...VERSION_AND_PREVOUT,
    script.length,
    ...script,
    ...SEQUENCE,
    outputs.length,
    ...outputs.flatMap((output) => [...new Uint8Array(8), output.length, ...output]),
    ...LOCK_TIME,
  ];
  const transaction = parseTransaction(Uint8Array.from(bytes));
  assert.ok(!('code' in transaction), JSON.stringify(transaction));
  return transaction;
}

function nameOf(list: PoolList, transaction: Transaction): string | undefined {
  const match = identifyPool(list, transaction);
  return match && `${list.pools[match.pool]!.name} by ${match.by}`;
}

const [FIRST, SECOND] = ['1PzVut5X6Nx7Mv4JHHKPtVM9Jr9LJ4Rbry', 'bc1q39dled8an7enuxtmjql3pk7ny8kzvsxhd924sl'];

test('the built-in list knows 168 pools, and where each one stands', () => {
  const list = builtIn();
  assert.equal(list.pools.length, 168);
  assert.ok(list.pools.some(({ name }) => name === 'AntPool'));
  assert.equal(nameOf(list, coinbase('x', FIRST)), 'BlockFills by address');
});

test('a tag is found in any capitals, as text and not as a pattern, and as UTF-8', () => {
  const list = listOf('Dot,tag,/pool.org/', 'Fish,tag,🐟');
  assert.equal(nameOf(list, coinbase('abc /POOL.org/ def')), 'Dot by tag');
  assert.equal(nameOf(list, coinbase('abc /poolxorg/ def')), undefined);
  assert.equal(nameOf(list, coinbase('Mined by 🐟')), 'Fish by tag');
});

test('the first pool of the list that fits is the pool, whether by tag or by address', () => {
  const rows = ['A,tag,/aaa/', `A,address,${FIRST}`, 'B,tag,/bbb/', `B,address,${SECOND}`];
  const list = listOf(...rows);
  assert.equal(nameOf(list, coinbase('/bbb/', FIRST)), 'A by address');
  assert.equal(nameOf(list, coinbase('/aaa/', SECOND)), 'A by tag');
  assert.equal(nameOf(list, coinbase('/aaa/', FIRST)), 'A by address');
  assert.equal(nameOf(list, coinbase('/bbb/', SECOND, FIRST)), 'A by address');
  assert.equal(nameOf(list, coinbase('nobody')), undefined);
});

test('a list with a tag of two bytes, an address of two pools, or none at all is refused with the line', () => {
  for (const row of ['B,tag,ab', `B,address,${FIRST}`, 'B,address,1Nonsense', 'B,text,abc']) {
    const list = parseMiningPools(`${HEAD}# rows: 2\npool,kind,value\nA,address,${FIRST}\n${row}\n`);
    assert.ok('code' in list && list.code === 'table-malformed' && list.line === 8, row);
  }
});

test('any script and any outputs are answered, never thrown at', () => {
  const list = builtIn();
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      identifyPool(list, coinbase(text));
    }),
  );
});

/** Real blocks, with the pool that mempool.space names, or that the coinbase itself does. */
const REAL: readonly (readonly [file: string, height: number | undefined, pool: string | undefined])[] = [
  ['ckb/0830000.bin', 830_000, 'AntPool by tag'],
  ['ckb/0831328.bin', 831_328, 'Foundry USA by address'],
  ['ckb/0831331.bin', 831_331, 'F2Pool by tag'],
  ['core_block413567.raw', 413_567, 'F2Pool by address'],
  ['bcoin/block426884.raw', 426_884, 'Bixin by tag'],
  ['bcoin/block482683.raw', 482_683, 'AntPool by address'],
  ['bitcoinj/block383616.dat', 383_616, 'GHash.IO by address'],
  ['bitcoinj/block481815.dat', 481_815, 'BitClub by address'],
  ['bitcoinj/block169482.dat', undefined, undefined],
];
const BLOCKS = '../shared/data/blocks';

for (const [file, height, pool] of REAL) {
  const isThere = existsSync(`${BLOCKS}/${file}`);
  test(
    `the real block ${file} is ${pool ?? 'of no known pool'}`,
    { skip: isThere ? false : 'the file is not here' },
    () => {
      const start = startOf(readFileSync(`${BLOCKS}/${file}`));
      assert.equal(statedHeight(start), height);
      assert.equal(nameOf(builtIn(), start.coinbase), pool);
    },
  );
}

/** Reads a block's start, after the frame of a block file if it has one. */
function startOf(bytes: Uint8Array): BlockStart {
  const isFramed = bytes[0] === 0xf9 && bytes[1] === 0xbe;
  const start = parseBlockStart(bytes.subarray(isFramed ? 8 : 0));
  assert.ok(!('code' in start), JSON.stringify(start));
  return start;
}
