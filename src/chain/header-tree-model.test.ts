// The header tree against a model that does everything the slow, plain way Bitcoin Core's code reads: objects in a map,
// walks one header at a time, big integers. Random trees with forks, on networks with a retarget every eight headers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { NetworkParams } from '../consensus/params.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { decodeHeader, hashHeader } from '../primitives/header.ts';
import { bitsFromTarget, targetFromBits } from '../primitives/target.ts';
import { workFromBits } from '../primitives/work.ts';
import { HeaderTree } from './header-tree.ts';
import { EASY_PARAMS, mineHeader } from './synthetic-headers.ts';

const PERIOD = 8;
const MAINNET_LIKE: NetworkParams = { ...EASY_PARAMS, targetTimespanSec: PERIOD * 600 };
const TESTNET3_LIKE: NetworkParams = { ...MAINNET_LIKE, allowMinDifficulty: true };
const TESTNET4_LIKE: NetworkParams = { ...TESTNET3_LIKE, enforceBip94: true };

interface Node {
  readonly row: number;
  readonly hash: BlockHash;
  readonly bytes: Uint8Array;
  readonly prev: Node | undefined;
  readonly height: number;
  readonly timeSec: number;
  readonly bits: number;
  readonly work: bigint;
}

/** One header to try: where it is put, and how its fields stray from the right ones. */
interface Attempt {
  readonly parent: number;
  readonly sincePrevSec: number;
  readonly bitsChoice: 'right' | 'easiest' | 'other';
  readonly version: number;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  // Mostly after the newest, so that chains get long enough for several retargets.
  parent: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.nat(200) },
  ),
  // A little faster than planned, so that most periods change the bits, and few are held back by the limit.
  sincePrevSec: fc.oneof(
    { weight: 40, arbitrary: fc.integer({ min: 1, max: 1700 }) },
    { weight: 15, arbitrary: fc.integer({ min: -1500, max: 0 }) },
    { weight: 5, arbitrary: fc.constantFrom(-601, -600, 1200, 1201) },
    { weight: 1, arbitrary: fc.constant(5000) },
  ),
  bitsChoice: fc.oneof(
    { weight: 12, arbitrary: fc.constant('right' as const) },
    { weight: 1, arbitrary: fc.constantFrom('easiest' as const, 'other' as const) },
  ),
  version: fc.oneof({ weight: 20, arbitrary: fc.constant(4) }, { weight: 1, arbitrary: fc.constantFrom(3, -1) }),
});

/** `GetNextWorkRequired`, line by line. */
function modelBits(params: NetworkParams, last: Node, timeSec: number): number {
  const limitBits = bitsFromTarget(params.powLimit);
  if ((last.height + 1) % PERIOD !== 0) {
    if (!params.allowMinDifficulty) return last.bits;
    if (timeSec > last.timeSec + params.targetSpacingSec * 2) return limitBits;
    let walk = last;
    while (walk.prev !== undefined && walk.height % PERIOD !== 0 && walk.bits === limitBits) walk = walk.prev;
    return walk.bits;
  }
  let first = last;
  for (let i = 0; i < PERIOD - 1; i++) first = first.prev ?? assert.fail('a whole period is there');
  const planned = params.targetTimespanSec;
  let actual = last.timeSec - first.timeSec;
  if (actual < planned / 4) actual = planned / 4;
  if (actual > planned * 4) actual = planned * 4;
  const old = targetFromBits(params.enforceBip94 ? first.bits : last.bits);
  const target = (old * BigInt(actual)) / BigInt(planned);
  return bitsFromTarget(target > params.powLimit ? params.powLimit : target);
}

function modelMedianTime(last: Node): number {
  const times: number[] = [];
  for (let walk: Node | undefined = last; walk !== undefined && times.length < 11; walk = walk.prev) {
    times.push(walk.timeSec);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? assert.fail('there is a median');
}

function modelVerdict(
  params: NetworkParams,
  prev: Node,
  header: { timeSec: number; bits: number; version: number },
): string {
  if (header.bits !== modelBits(params, prev, header.timeSec)) return 'bad-diffbits';
  if (header.timeSec <= modelMedianTime(prev)) return 'time-too-old';
  const isPeriodFirst = (prev.height + 1) % PERIOD === 0;
  if (params.enforceBip94 && isPeriodFirst && header.timeSec < prev.timeSec - 600) return 'time-timewarp-attack';
  return header.version < 4 ? 'bad-version' : 'added';
}

/** Plays the attempts on the tree and on the model; both have to agree on each. Returns the model's headers by row. */
function play(params: NetworkParams, tree: HeaderTree, attempts: readonly Attempt[]): Node[] {
  const genesis = decodeHeader(params.genesisHeader, 0);
  const hash = hashHeader(params.genesisHeader, 0);
  const root = {
    row: 0,
    hash,
    bytes: params.genesisHeader,
    prev: undefined,
    height: 0,
    work: workFromBits(genesis.bits),
  };
  const nodes: Node[] = [{ ...root, timeSec: genesis.timeSec, bits: genesis.bits }];
  for (const [nonce, { parent, sincePrevSec, bitsChoice, version }] of attempts.entries()) {
    const prev = nodes[Math.max(0, nodes.length - 1 - parent)] ?? assert.fail('the root is there');
    const timeSec = prev.timeSec + sincePrevSec;
    let bits = modelBits(params, prev, timeSec);
    if (bitsChoice === 'easiest') bits = bitsFromTarget(params.powLimit);
    if (bitsChoice === 'other') bits -= 1;
    const bytes = mineHeader(params, { ...genesis, version, prevHash: prev.hash, timeSec, bits, nonce: nonce * 65536 });
    const verdict = modelVerdict(params, prev, { timeSec, bits, version });
    const result = tree.accept(bytes, 0, 0xffffffff);
    assert.equal(result.status === 'rejected' ? result.reject.code : result.status, verdict, `attempt ${nonce}`);
    if (result.status === 'rejected') continue;
    assert.equal(result.index, nodes.length);
    assert.deepEqual(tree.accept(bytes, 0, 0), { status: 'known', index: nodes.length });
    const work = prev.work + workFromBits(bits);
    const node = {
      row: nodes.length,
      hash: hashHeader(bytes, 0),
      bytes,
      prev,
      height: prev.height + 1,
      timeSec,
      bits,
      work,
    };
    nodes.push(node);
  }
  return nodes;
}

function lineageOf(node: Node): Node[] {
  const lineage: Node[] = [];
  for (let walk: Node | undefined = node; walk !== undefined; walk = walk.prev) lineage.unshift(walk);
  return lineage;
}

function checkQueries(tree: HeaderTree, nodes: readonly Node[]): void {
  assert.equal(tree.size, nodes.length);
  const best = nodes.reduce((a, b) => (b.work > a.work ? b : a));
  const bestLineage = lineageOf(best);
  assert.equal(tree.tipIndex(), best.row);
  assert.deepEqual(
    [...tree.bestChain()],
    bestLineage.map(({ row }) => row),
  );
  assert.equal(tree.atHeight(best.height + 1), -1);
  assert.equal(tree.atHeight(-1), -1);
  for (const node of nodes) {
    assert.equal(blockHashToHex(tree.hashOf(node.row)), blockHashToHex(node.hash));
    assert.equal(tree.indexOf(node.hash), node.row);
    assert.deepEqual(tree.headerBytes(node.row), node.bytes);
    assert.equal(tree.chainworkOf(node.row), node.work);
    assert.equal(tree.prevOf(node.row), node.prev?.row ?? -1);
    assert.equal(tree.heightOf(node.row), node.height);
    assert.equal(tree.medianTimePast(node.row), modelMedianTime(node));
    const lineage = lineageOf(node);
    for (const { row, height } of lineage) assert.equal(tree.ancestor(node.row, height), row);
    assert.equal(tree.ancestor(node.row, node.height + 1), -1);
    const fork = lineage.findLast((ancestor) => bestLineage.includes(ancestor));
    assert.equal(tree.forkPoint(node.row, best.row), fork?.row);
    assert.equal(tree.forkPoint(best.row, node.row), fork?.row);
  }
  checkTips(tree, nodes, bestLineage);
}

function checkTips(tree: HeaderTree, nodes: readonly Node[], bestLineage: readonly Node[]): void {
  const best = bestLineage.at(-1);
  const tips = nodes
    .filter((node) => node === best || !nodes.some(({ prev }) => prev === node))
    .map((node) => {
      const branchLength = lineageOf(node).filter((ancestor) => !bestLineage.includes(ancestor)).length;
      return { index: node.row, height: node.height, branchLength, status: node === best ? 'active' : 'headers-only' };
    });
  const byIndex = (a: { index: number }, b: { index: number }): number => a.index - b.index;
  assert.deepEqual(tree.tips().sort(byIndex), tips.sort(byIndex));
}

for (const [name, params] of Object.entries({ MAINNET_LIKE, TESTNET3_LIKE, TESTNET4_LIKE })) {
  test(`random trees agree with the model in every verdict and every query, ${name.toLowerCase()}`, () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 150, size: 'max' }), fc.nat(0xffffffff), (attempts, indexSalt) => {
        const tree = new HeaderTree({ params, indexSalt });
        checkQueries(tree, play(params, tree, attempts));
      }),
      { numRuns: 40 },
    );
  });
}

test('from an anchor anywhere, no header that is valid from genesis is refused, and heights agree', () => {
  const anchored = fc.record({
    attempts: fc.array(attempt, { minLength: 30, maxLength: 90, size: 'max' }),
    at: fc.nat(40),
  });
  for (const params of [MAINNET_LIKE, TESTNET3_LIKE, TESTNET4_LIKE]) {
    fc.assert(
      fc.property(anchored, ({ attempts, at }) => {
        const whole = new HeaderTree({ params });
        const nodes = play(params, whole, attempts);
        const chain = [...whole.bestChain()].map((row) => nodes[row] ?? assert.fail('the row is there'));
        const start = chain[Math.min(at, chain.length - 1)] ?? assert.fail('the root is there');
        const periodFirst = whole.periodFirst(start.row) ?? assert.fail('all is known from genesis');
        for (const context of [{}, { epochFirst: periodFirst }]) {
          const tree = new HeaderTree({ params, anchor: { height: start.height, header: start.bytes, context } });
          for (const { bytes, height } of chain.slice(start.height + 1)) {
            const result = tree.accept(bytes, 0, 0xffffffff);
            assert.ok(result.status === 'added', JSON.stringify(result));
            assert.equal(tree.heightOf(result.index), height);
            assert.equal(tree.ancestor(result.index, start.height), 0);
          }
          const { retargets, minDifficultyBits } = tree.unchecked();
          if ('epochFirst' in context) assert.deepEqual([retargets, minDifficultyBits], [0, 0]);
          assert.equal(tree.chainworkOf(tree.tipIndex()), (chain.at(-1)?.work ?? 0n) - (start.prev?.work ?? 0n));
        }
      }),
      { numRuns: 20 },
    );
  }
});
