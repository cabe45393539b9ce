import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  testBlock,
  testCoinbase,
  testInput,
  testOutput,
  testTransaction,
  testTransactionData,
} from '../../test/block-builder.ts';
import { RecordedBatch } from '../../test/recorded-batch.ts';
import type { BlockReject } from '../consensus/block-reject.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import type { ScriptVerifier } from '../ports/script-verifier.ts';
import type { Block } from '../primitives/block.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { CoinsCache } from './coins/coins-cache.ts';
import { BlockConnector } from './connect-block.ts';
import type { ConnectContext, ConnectedBlock } from './connect-block.ts';
import { InPlaceVerifier } from './in-place-verifier.ts';
import { MemoryStore } from './memory-store.ts';
import { ScriptCache } from './script-cache.ts';

const SALT = [1, 2] as const;
const SUBSIDY = 5_000_000_000n;
const OP_RETURN = Uint8Array.of(0x6a);

function context(height: number, changes: Partial<ConnectContext> = {}): ConnectContext {
  return {
    rules: { height, scriptFlags: 0, hasSequenceLocks: false, subsidy: SUBSIDY },
    medianTimePastAt: () => 0,
    checkBip30: true,
    scripts: undefined,
    ...changes,
  };
}

/** Spends outputs of a transaction. */
function spending(
  maker: TransactionData,
  vouts: readonly number[],
  outputs: TransactionData['outputs'] = [testOutput()],
): TransactionData {
  const { txid } = testTransaction(maker);
  return testTransactionData({ inputs: vouts.map((vout) => testInput({ prevout: { txid, vout } })), outputs });
}

function blockOf(transactions: readonly TransactionData[]): Block {
  return testBlock({ transactions, mine: false });
}

/** Coins of one earlier transaction: ten of 1,000 satoshis, at height 1. */
const FUNDING = testTransactionData({ outputs: Array.from({ length: 10 }, () => testOutput({ value: 1000n })) });

/** A connector over coins that hold a coinbase of height 1 and the outputs of `FUNDING`. */
function funded(options: { readonly scriptCache?: ScriptCache } = {}): {
  coins: CoinsCache;
  connector: BlockConnector;
} {
  const coins = new CoinsCache({ source: new MemoryStore(), salt: SALT, maxBytes: 1e6 });
  const connector = new BlockConnector({ coins, salt: SALT, ...options });
  const bytes = new Uint8Array(36);
  bytes.set(FUNDING.inputs[0]!.prevout.txid);
  coins.add(
    bytes,
    0,
    { code: 0, value: 10_000, bytes: Uint8Array.of(0x51), scriptStart: 0, scriptEnd: 1 },
    { mayOverwrite: false },
  );
  const first = connector.connect(
    blockOf([testCoinbase(1, { outputs: [testOutput({ value: SUBSIDY })] }), FUNDING]),
    context(1),
  );
  assert.ok('undo' in first);
  return { coins, connector };
}

/** What a flush would make of an empty store, in an order of its own: taking out what is not there changes nothing. */
function stateOf(coins: CoinsCache): string {
  const batch = new RecordedBatch();
  coins.flushInto(batch);
  return batch.changes
    .filter((change) => change.startsWith('put'))
    .sort()
    .join('\n');
}

function rejectOf(result: ConnectedBlock | BlockReject): BlockReject {
  assert.ok('code' in result, 'the block is not good');
  return result;
}

const COINBASE = testCoinbase(2, { outputs: [testOutput({ value: SUBSIDY })] });

test('a block spends coins and makes others; what it makes and spends itself is never a coin', () => {
  const { coins, connector } = funded();
  const first = spending(
    FUNDING,
    [0, 1],
    [testOutput({ value: 1500n }), testOutput({ value: 100n }), testOutput({ value: 0n, scriptPubKey: OP_RETURN })],
  );
  const second = spending(first, [0], [testOutput({ value: 1000n })]);
  const block = blockOf([COINBASE, first, second]);
  const result = connector.connect(block, context(2));
  assert.ok('undo' in result);
  assert.deepEqual([result.inputCount, result.scriptsChecked, result.fees], [3, 0, 400n + 500n]);
  const isThere = (tx: number, vout: number): boolean => {
    const outPoint = new Uint8Array(36);
    outPoint.set(block.txid(tx));
    outPoint[32] = vout;
    return coins.find(outPoint, 0) >= 0;
  };
  assert.deepEqual(
    [isThere(0, 0), isThere(1, 0), isThere(1, 1), isThere(1, 2), isThere(2, 0)],
    [true, false, true, false, true],
  );
});

const CASES: readonly (readonly [what: string, code: BlockReject['code'], transactions: readonly TransactionData[]])[] =
  [
    ['an output that never was', 'bad-txns-inputs-missingorspent', [spending(FUNDING, [10])]],
    [
      'a coin that an earlier transaction spends',
      'bad-txns-inputs-missingorspent',
      [spending(FUNDING, [0, 1]), spending(FUNDING, [2, 1])],
    ],
    [
      'an output of the block that an earlier transaction spends',
      'bad-txns-inputs-missingorspent',
      [
        spending(FUNDING, [0]),
        spending(spending(FUNDING, [0]), [0]),
        spending(spending(FUNDING, [0]), [0], [testOutput({ value: 0n })]),
      ],
    ],
    [
      'an output of a later transaction',
      'bad-txns-inputs-missingorspent',
      [spending(spending(FUNDING, [0]), [0]), spending(FUNDING, [0])],
    ],
    [
      'an output of the block that it lacks',
      'bad-txns-inputs-missingorspent',
      [spending(FUNDING, [0]), spending(spending(FUNDING, [0]), [1])],
    ],
    [
      'an output of the block that can’t be spent',
      'bad-txns-inputs-missingorspent',
      [
        spending(FUNDING, [0], [testOutput({ scriptPubKey: OP_RETURN })]),
        spending(spending(FUNDING, [0], [testOutput({ scriptPubKey: OP_RETURN })]), [0]),
      ],
    ],
    ['the coinbase of the block', 'bad-txns-premature-spend-of-coinbase', [spending(COINBASE, [0])]],
    ['more than there is', 'bad-txns-in-belowout', [spending(FUNDING, [0], [testOutput({ value: 1001n })])]],
    ['a transaction that was there before', 'bad-txns-BIP30', [FUNDING]],
  ];

test('a block that is not good by its coins is told why, and changes nothing', () => {
  for (const [what, code, transactions] of CASES) {
    const { coins, connector } = funded();
    const before = stateOf(funded().coins);
    assert.equal(rejectOf(connector.connect(blockOf([COINBASE, ...transactions]), context(2))).code, code, what);
    // Claims were taken back: another block may spend the same coins.
    const good = blockOf([COINBASE, spending(FUNDING, [0, 1, 2])]);
    const other = funded();
    assert.equal(stateOf(coins), before, what);
    assert.ok('undo' in connector.connect(good, context(2)), what);
    assert.ok('undo' in other.connector.connect(good, context(2)));
  }
});

test('the coinbase takes no more than subsidy and fees, to the satoshi', () => {
  for (const [extra, isGood] of [
    [300n, true],
    [301n, false],
  ] as const) {
    const { connector } = funded();
    const coinbase = testCoinbase(2, { outputs: [testOutput({ value: SUBSIDY + extra })] });
    const result = connector.connect(
      blockOf([coinbase, spending(FUNDING, [0], [testOutput({ value: 700n })])]),
      context(2),
    );
    assert.equal('undo' in result, isGood);
    if (!isGood) assert.equal(rejectOf(result).code, 'bad-cb-amount');
  }
});

test('a script that fails changes nothing, and all other rules come before scripts', () => {
  const failing = testTransactionData({
    inputs: [
      testInput({ prevout: { txid: testTransaction(FUNDING).txid, vout: 3 }, scriptSig: Uint8Array.of(0x51, 0x6a) }),
    ],
  });
  const scripts = new InPlaceVerifier(nobleSecp256k1);
  const { coins, connector } = funded();
  const before = stateOf(funded().coins);
  const reject = rejectOf(
    connector.connect(blockOf([COINBASE, spending(FUNDING, [0]), failing]), context(2, { scripts })),
  );
  assert.ok(reject.code === 'mandatory-script-verify-flag-failed');
  assert.deepEqual([reject.transaction, reject.input, reject.error], [2, 0, 'OP_RETURN']);
  assert.equal(stateOf(coins), before);
  const greedy = testCoinbase(2, { outputs: [testOutput({ value: SUBSIDY * 2n })] });
  assert.equal(rejectOf(connector.connect(blockOf([greedy, failing]), context(2, { scripts }))).code, 'bad-cb-amount');
  // Without a verifier scripts are taken for valid.
  assert.ok('undo' in connector.connect(blockOf([COINBASE, failing]), context(2)));
});

test('a script that fails takes back what the block made and spent itself, and coins that were in the store', () => {
  const store = new MemoryStore();
  const { coins: earlier } = funded();
  const batch = store.batch();
  earlier.flushInto(batch);
  void batch.write();
  const coins = new CoinsCache({ source: store, salt: SALT, maxBytes: 1e6 });
  const connector = new BlockConnector({ coins, salt: SALT });
  const chained = spending(FUNDING, [1, 2], [testOutput({ value: 900n }), testOutput({ value: 800n })]);
  const failing = testTransactionData({
    inputs: [
      testInput({ prevout: { txid: testTransaction(chained).txid, vout: 1 }, scriptSig: Uint8Array.of(0x51, 0x6a) }),
    ],
  });
  const scripts = new InPlaceVerifier(nobleSecp256k1);
  const block = blockOf([COINBASE, spending(FUNDING, [0]), chained, failing]);
  const begun = connector.begin(block, context(2, { scripts }));
  assert.ok('undo' in begun, 'all but the scripts is good');
  assert.equal(rejectOf(connector.finish(begun)).code, 'mandatory-script-verify-flag-failed');
  assert.equal(coins.findDifference(), undefined);
  // Everything can be spent as before.
  const good = blockOf([COINBASE, spending(FUNDING, [0]), chained]);
  assert.ok('undo' in connector.connect(good, context(2, { scripts })));
});

/** Checks nothing, and writes down what it is asked. */
class Asked implements ScriptVerifier {
  readonly threads = 1;
  readonly calls: string[] = [];
  begin(): void {
    this.calls.push('begin');
  }
  add(job: { readonly transaction: number }): void {
    this.calls.push(`add ${job.transaction}`);
  }
  finish(): undefined {
    this.calls.push('finish');
  }
  abort(): void {
    this.calls.push('abort');
  }
}

test('scripts are begun and finished, or given up when the block fails otherwise', () => {
  const { connector } = funded();
  const asked = new Asked();
  const [a, b] = [spending(FUNDING, [0]), spending(FUNDING, [1])];
  connector.connect(blockOf([COINBASE, a, spending(FUNDING, [10]), b]), context(2, { scripts: asked }));
  connector.connect(blockOf([COINBASE, a, b]), context(2, { scripts: asked }));
  assert.deepEqual(asked.calls, ['begin', 'add 1', 'abort', 'begin', 'add 1', 'add 2', 'finish']);
});

test('scripts that the cache knows are not run again, but only those, and only under the same flags', () => {
  const cached = { salt: new Uint8Array(32), sizeBytes: 10_000 };
  const [a, b] = [spending(FUNDING, [0]), spending(FUNDING, [1])];
  const block = blockOf([COINBASE, a, b]);
  for (const remembersBlocks of [true, false]) {
    const scriptCache = new ScriptCache({ ...cached, remembersBlocks });
    const { rules } = context(2);
    const countWith = (scriptFlags: number): number => {
      const { connector } = funded({ scriptCache });
      const result = connector.connect(block, context(2, { scripts: new Asked(), rules: { ...rules, scriptFlags } }));
      assert.ok('undo' in result);
      return result.scriptsChecked;
    };
    assert.equal(countWith(0), 2);
    assert.equal(countWith(0), remembersBlocks ? 0 : 2);
    assert.equal(countWith(1), 2);
    scriptCache.add(block.wtxids, 64, 2);
    assert.equal(countWith(2), 1, 'one that was checked before it was in a block');
  }
});

test('a block that fails, or whose scripts are taken for valid, leaves nothing in the cache', () => {
  const scriptCache = new ScriptCache({ salt: new Uint8Array(32), sizeBytes: 10_000, remembersBlocks: true });
  const block = blockOf([COINBASE, spending(FUNDING, [0])]);
  assert.ok('undo' in funded({ scriptCache }).connector.connect(block, context(2)));
  const greedy = testCoinbase(2, { outputs: [testOutput({ value: SUBSIDY * 2n })] });
  const failed = blockOf([greedy, spending(FUNDING, [0])]);
  rejectOf(funded({ scriptCache }).connector.connect(failed, context(2, { scripts: new Asked() })));
  assert.equal(scriptCache.has(block.wtxids, 32, 0), false);
});
