import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PoolBlock, PoolBlocks } from '../pools/pool-blocks.ts';
import { parsePoolCsv } from '../pools/pool-csv.ts';
import { answerPools } from './pools-answer.ts';
import type { PoolsQuestion } from './pools-answer.ts';
import type { PoolRow, PoolsDocument } from './pools-document.ts';
import type { AnswerReject } from './sources.ts';

/** Blocks ten minutes apart; `poolAt` names each one's pool. */
function blocks(count: number, poolAt: (index: number) => string | undefined): PoolBlocks {
  const made = Array.from({ length: count }, (_, i): PoolBlock => {
    return { height: 700_000 + i, timeSec: 1_640_000_000 + 600 * i, bits: 0x170b_8c8b, pool: poolAt(i) };
  });
  return { description: 'made', kind: 'chain', blocks: made, missing: 0 };
}

function answer(given: PoolBlocks, question: Partial<PoolsQuestion> = {}): PoolsDocument {
  const document = answerPools('mainnet', given, { level: 0.9, ...question });
  assert.ok('schema' in document, JSON.stringify(document));
  return document;
}

function refused(given: PoolBlocks, question: Partial<PoolsQuestion>): AnswerReject {
  const reject = answerPools('mainnet', given, { level: 0.9, ...question });
  assert.ok('code' in reject, JSON.stringify(reject));
  return reject;
}

function row(document: PoolsDocument, pool: string | null): PoolRow {
  const found = document.pools.find((candidate) => candidate.pool === pool);
  assert.ok(found !== undefined, `no row of ${pool}`);
  return found;
}

test('the window is the last blocks, the baseline those before it, and blocks of nobody known come last', () => {
  const document = answer(
    blocks(300, (i) => (i % 3 === 0 ? 'A' : i % 3 === 1 ? 'B' : undefined)),
    {
      window: { kind: 'blocks', blocks: 90 },
      baseline: { kind: 'blocks', blocks: 150 },
    },
  );
  assert.deepEqual([document.window.firstHeight, document.window.lastHeight], [700_210, 700_299]);
  assert.deepEqual([document.baseline!.firstHeight, document.baseline!.blocks], [700_060, 150]);
  assert.deepEqual(
    document.pools.map(({ pool, blocks: count }) => [pool, count]),
    [
      ['A', 30],
      ['B', 30],
      [null, 30],
    ],
  );
  assert.match(
    document.sentence,
    /^Of the last 90 blocks, .* A found 30, a share of 25\.6 % to 41\.8 % and B .*No share changed beyond luck/,
  );
});

test('a window of time holds the blocks of that time', () => {
  const document = answer(
    blocks(300, () => 'A'),
    { window: { kind: 'time', seconds: 86_400 }, untilHeight: 700_199 },
  );
  assert.deepEqual([document.window.blocks, document.window.lastHeight], [144, 700_199]);
  assert.equal(document.baseline, null, '56 blocks before are too few to compare with, unless asked for');
  assert.equal(
    answer(
      blocks(300, () => 'A'),
      { window: { kind: 'blocks', blocks: 144 }, untilHeight: 700_199, baseline: { kind: 'blocks', blocks: 56 } },
    ).baseline!.blocks,
    56,
  );
});

test("a pool's hashrate is by its own blocks: half of them, half of it", () => {
  const document = answer(
    blocks(1000, (i) => (i % 2 === 0 ? 'A' : 'B')),
    { window: { kind: 'blocks', blocks: 400 } },
  );
  const whole = Number(2n ** 256n / (0x0b_8c8bn * 2n ** 160n)) / 600;
  for (const pool of ['A', 'B']) {
    const { median } = row(document, pool).hashrate!;
    assert.ok(Math.abs(median / (whole / 2) - 1) < 0.01, `${median} ${whole}`);
  }
});

test('a pool that vanished is told of, and so is one that came', () => {
  const document = answer(
    blocks(800, (i) => (i % 4 !== 0 ? 'A' : i < 400 ? 'Old' : 'New')),
    {
      window: { kind: 'blocks', blocks: 400 },
    },
  );
  assert.equal(row(document, 'Old').blocks, 0);
  assert.equal(row(document, 'Old').change!.finding, 'fell');
  assert.equal(row(document, 'New').change!.finding, 'rose');
  assert.equal(row(document, 'A').change!.finding, 'not distinguishable from luck');
  assert.match(
    document.sentence,
    /Beyond luck against the blocks before, (?:New rose and Old fell|Old fell and New rose)\./,
  );
});

test('a stated share is tested against luck, by its name in any capitals', () => {
  const given = blocks(400, (i) => (i % 10 === 0 ? 'AntPool' : 'B'));
  const stated = new Map([
    ['antpool', 0.18],
    ['Nobody', 0.05],
  ]);
  const document = answer(given, { stated });
  const tested = row(document, 'AntPool').stated!;
  assert.deepEqual([tested.expected, tested.verdict], [72, 'contradicted']);
  assert.ok(tested.probability < 0.001 && Math.abs(tested.luck - 40 / 72) < 1e-12);
  assert.equal(row(document, 'Nobody').stated!.verdict, 'contradicted');
  assert.ok(document.notes.includes('no block names Nobody'));
  assert.equal(
    row(answer(given, { stated: new Map([['AntPool', 0.11]]) }), 'AntPool').stated!.verdict,
    'not distinguishable from luck',
  );
});

test('with many pools that do not change, a change is told of about as rarely as the level says', () => {
  // Forty pools of one size over and over; the seed of the draw is fixed.
  let state = 12_345;
  const draw = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  let alarms = 0;
  const runs = 200;
  for (let run = 0; run < runs; run++) {
    const document = answer(
      blocks(1000, () => `P${Math.floor(draw() * 40)}`),
      { window: { kind: 'blocks', blocks: 500 } },
    );
    if (document.pools.some(({ change }) => change!.finding !== 'not distinguishable from luck')) alarms++;
  }
  assert.ok(alarms / runs <= 0.15, `${alarms} of ${runs}`);
});

test('what can not be answered is said in a line', () => {
  const timeless = parsePoolCsv('height,pool\n1,A\n2,B\n', 'mine.csv');
  assert.ok(!('code' in timeless));
  assert.match(
    refused(timeless, { window: { kind: 'time', seconds: 86_400 } }).message,
    /mine\.csv has no times: give spans in blocks/,
  );
  assert.match(refused(timeless, { untilHeight: 0 }).message, /no blocks up to height 0/);
  assert.match(refused(timeless, { baseline: { kind: 'blocks', blocks: 2 } }).message, /no blocks before the window/);
  const nameless = { ...timeless, blocks: timeless.blocks.map((block) => ({ ...block, height: undefined })) };
  assert.match(refused(nameless, { untilHeight: 1 }).message, /does not say the height/);
  assert.equal(
    refused(
      blocks(1500, (i) => `P${i}`),
      { window: { kind: 'blocks', blocks: 1500 } },
    ).code,
    'too-many-points',
  );
  assert.equal(row(answer(timeless), 'A').hashrate, null);
});

test('one block of nobody is a document too', () => {
  const document = answer(blocks(1, () => undefined));
  assert.match(document.sentence, /^None of the 1 block, /);
});
