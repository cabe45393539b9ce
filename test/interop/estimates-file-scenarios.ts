import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  BucketRange,
  EstimateHorizon,
  EstimationResult,
} from '../../src/mempool/fee-estimates/estimation-result.ts';
import type { FeeEstimator } from '../../src/mempool/fee-estimates/fee-estimator.ts';
import { txidToHex } from '../../src/primitives/hash.ts';
import { coinbases, split } from './coins.ts';
import type { InteropCoin } from './coins.ts';
import type { CoreNode } from './core-node.ts';
import { LINKS, link, sameMempool, sameTip, withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';

const FILE = 'fee_estimates.dat';
const BLOCKS = 50;
const PER_BLOCK = 6;

const SMART_TARGETS = [1, 2, 3, 4, 6, 8, 12, 13, 20, 24, 25, 30, 48, 49, 100, 144, 500, 1008] as const;
const RAW_TARGETS = [1, 2, 3, 5, 12, 13, 24, 48, 49, 144, 1008] as const;
const THRESHOLDS = [0.6, 0.85, 0.95] as const;
const HORIZONS: readonly EstimateHorizon[] = ['short', 'medium', 'long'];

interface CoreRange {
  readonly startrange: number;
  readonly endrange: number;
  readonly withintarget: number;
  readonly totalconfirmed: number;
  readonly inmempool: number;
  readonly leftmempool: number;
}

interface CoreRaw {
  readonly feerate?: number;
  readonly decay: number;
  readonly scale: number;
  readonly pass?: CoreRange;
  readonly fail?: CoreRange;
}

const bitcoins = (sats: bigint): number => Number(sats) / 1e8;
const hundredths = (value: number): number => Math.round(value * 100) / 100;

function rangeOf(range: BucketRange): CoreRange {
  return {
    startrange: Math.round(range.start),
    endrange: Math.round(range.end),
    withintarget: hundredths(range.withinTarget),
    totalconfirmed: hundredths(range.totalConfirmed),
    inmempool: hundredths(range.inMempool),
    leftmempool: hundredths(range.leftMempool),
  };
}

/** As `estimaterawfee` shows one horizon. */
function rawOf(feeRateSatsPerKvb: bigint, { decay, scale, pass, fail }: EstimationResult): CoreRaw {
  const isFound = feeRateSatsPerKvb !== 0n;
  return {
    ...(isFound && { feerate: bitcoins(feeRateSatsPerKvb) }),
    decay,
    scale,
    ...(isFound && { pass: rangeOf(pass) }),
    ...((fail.start !== -1 || !isFound) && { fail: rangeOf(fail) }),
  };
}

/** Asks both for every target. @returns How many answers were held against each other, and how many had a fee rate. */
async function sameAnswers(
  core: CoreNode,
  fees: FeeEstimator,
): Promise<{ readonly asked: number; readonly found: number }> {
  let [asked, found] = [0, 0];
  for (const target of SMART_TARGETS) {
    for (const mode of ['economical', 'conservative']) {
      const theirs = await core.call<{ feerate?: number; blocks: number }>('estimatesmartfee', target, mode);
      const ours = fees.estimateSmartFee(target, { isConservative: mode === 'conservative' });
      const { feerate, blocks } = theirs;
      const rate = ours.feeRateSatsPerKvb === 0n ? undefined : bitcoins(ours.feeRateSatsPerKvb);
      assert.deepEqual([rate, ours.returnedTarget], [feerate, blocks], `${mode}, ${target} blocks`);
      asked++;
      if (rate !== undefined) found++;
    }
  }
  for (const targetBlocks of RAW_TARGETS) {
    for (const successThreshold of THRESHOLDS) {
      const theirs = await core.call<Record<string, CoreRaw & { errors?: unknown }>>(
        'estimaterawfee',
        targetBlocks,
        successThreshold,
      );
      for (const horizon of HORIZONS) {
        if (targetBlocks > fees.highestTarget(horizon)) {
          assert.equal(theirs[horizon], undefined);
          continue;
        }
        const { errors: _, ...expected } = theirs[horizon]!;
        const { feeRateSatsPerKvb, result } = fees.estimateRawFee({ targetBlocks, successThreshold, horizon });
        const where = `${horizon}, ${targetBlocks} blocks, ${successThreshold}`;
        assert.deepEqual(rawOf(feeRateSatsPerKvb, result), expected, where);
        asked++;
        if (feeRateSatsPerKvb !== 0n) found++;
      }
    }
  }
  return { asked, found };
}

/** Transactions of many fee rates come by relay; dear ones are confirmed at once, cheap ones after some blocks. */
async function learn(pair: Pair): Promise<void> {
  const { vigil, core } = pair;
  await core.mine(130);
  await link(pair, LINKS[0]!);
  await sameTip(pair);
  const [wide, coins] = split(await coinbases(core, 1, 20), BLOCKS * PER_BLOCK, 100_000n);
  await core.submit(wide);
  await sameMempool(pair);
  await core.mine(1);
  await sameTip(pair);
  const waiting: { readonly txid: string; readonly fromBlock: number }[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    for (let i = 0; i < PER_BLOCK; i++) {
      const coin: InteropCoin = coins.pop()!;
      const [tx] = split([coin], 1, BigInt(300 + 400 * i + 7 * block));
      await core.submit(tx);
      waiting.push({ txid: txidToHex(tx.txid), fromBlock: block + (PER_BLOCK - 1 - i) * (i < 2 ? 4 : 1) });
    }
    await sameMempool(pair);
    const due = waiting.filter(({ fromBlock }) => fromBlock <= block);
    waiting.splice(0, waiting.length, ...waiting.filter(({ fromBlock }) => fromBlock > block));
    await core.call(
      'generateblock',
      'raw(51)',
      due.map(({ txid }) => txid),
    );
    await sameTip(pair);
  }
  // What still waits would count anew where the mempool is read again.
  await core.mine(1);
  await sameTip(pair);
  assert.equal(vigil.mempool.length, 0);
}

async function bothWays(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await learn(pair);
  const learnt = await sameAnswers(core, vigil.parts.fees);
  await core.restart('stopped');
  const theirs = path.join(core.files, FILE);
  await vigil.restart(() => copyFileSync(theirs, path.join(vigil.files, FILE)));
  const fromCore = await sameAnswers(core, vigil.parts.fees);
  // And back: vigil writes down what it has read, bitcoind reads it.
  await vigil.restart();
  const ours = path.join(vigil.files, FILE);
  assert.deepEqual(readFileSync(ours).subarray(8), readFileSync(theirs).subarray(8), 'all but the version is the same');
  await core.restart('stopped', () => copyFileSync(ours, path.join(core.files, FILE)));
  await sameAnswers(core, vigil.parts.fees);
  assert.ok(learnt.found > 100, `only ${learnt.found} answers have a fee rate`);
  assert.ok(fromCore.found > 100, `only ${fromCore.found} answers from the file have a fee rate`);
  assert.deepEqual(
    vigil.events.filter(({ event }) => event === 'warning'),
    [],
  );
  return `${learnt.asked} answers alike as both learnt, ${fromCore.asked} from bitcoind's file (${fromCore.found} with a fee rate), and as many from ours`;
}

async function ownFile(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await learn(pair);
  await vigil.restart();
  const ours = path.join(vigil.files, FILE);
  await core.restart('stopped', () => copyFileSync(ours, path.join(core.files, FILE)));
  const { asked, found } = await sameAnswers(core, vigil.parts.fees);
  assert.ok(found > 100, `only ${found} answers have a fee rate`);
  return `${asked} answers alike from the file that vigil has written of what it learnt, ${found} with a fee rate`;
}

/** bitcoind tells whom it trusts of transactions at once; others wait for seconds. */
const OPTIONS = { vigil: { isOnDisk: true }, core: ['-whitelist=noban@127.0.0.1'] };

export const ESTIMATES_FILE_SCENARIOS: readonly InteropScenario[] = [
  {
    name: 'vigil and bitcoind answer alike from the fee_estimates.dat of bitcoind, and read it from each other',
    run: (bitcoind) => withPair(bitcoind, OPTIONS, bothWays),
  },
  {
    name: 'bitcoind answers as vigil does from the fee_estimates.dat of vigil',
    run: (bitcoind) => withPair(bitcoind, OPTIONS, ownFile),
  },
];
