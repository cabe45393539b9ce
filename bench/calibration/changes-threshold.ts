#!/usr/bin/env node
import { changeEvidence } from '../../src/observatory/hashrate/changes.ts';
import { prepareBins } from '../../src/observatory/hashrate/segmentation.ts';
import type { WindowCount } from '../../src/observatory/series/window-count.ts';
import { drawPoisson } from './poisson.ts';
import { Random } from './random.ts';

/**
 * Makes the table of `src/observatory/hashrate/changes-threshold.ts`: for each size of a series the value that the
 * logarithm of the Bayes factor exceeds in 5 % of histories of constant hashrate.
 *
 * Usage: npm run bench -- bench/calibration/changes-threshold.ts BINS BLOCKS_A_BIN HISTORIES [SEED [SD_PER_DAY GROWTH_PER_DAY]]
 * With a random walk or growth, prints which share exceeds nothing: how the rate holds up when the hashrate drifts.
 */
function drawBins(
  random: Random,
  shape: {
    readonly bins: number;
    readonly blocksPerBin: number;
    readonly sdPerDay: number;
    readonly growthPerDay: number;
  },
): WindowCount[] {
  const { blocksPerBin } = shape;
  const binSec = blocksPerBin * 600;
  const perBin = Math.sqrt(binSec / 86_400) * shape.sdPerDay;
  const counts: WindowCount[] = [];
  let log = 0;
  let fromSec = 0;
  for (let i = 0; i < shape.bins; i++) {
    // Bins of one block are the block's own interval; others hold a Poisson number.
    const single = blocksPerBin === 1;
    const seconds = single ? (600 * random.exponential()) / Math.exp(log) : binSec;
    const blocks = single ? 1 : drawPoisson(random, blocksPerBin * Math.exp(log));
    counts.push({ fromSec, toSec: fromSec + seconds, blocks, exposure: seconds });
    fromSec += seconds;
    log += shape.growthPerDay * (binSec / 86_400) + (perBin > 0 ? perBin * random.normal() : 0);
  }
  return counts;
}

const [bins, blocksPerBin, histories, seed = 1, sdPerDay = 0, growthPerDay = 0] = process.argv.slice(2).map(Number);
const start = process.cpuUsage();
const values: number[] = [];
for (let index = 0; index < histories!; index++) {
  const random = new Random(seed, index);
  const counts = drawBins(random, { bins: bins!, blocksPerBin: blocksPerBin!, sdPerDay, growthPerDay });
  values.push(changeEvidence(prepareBins(counts)).logBayesFactor);
}
values.sort((a, b) => a - b);
const at = (p: number): string => values[Math.floor(p * values.length)]!.toFixed(3);
const cpu = process.cpuUsage(start).user / 1e6;
const above = values.filter((value) => value > 0).length / values.length;
console.log(
  JSON.stringify({
    bins,
    blocksPerBin,
    histories,
    sdPerDay,
    growthPerDay,
    aboveZero: above.toFixed(4),
    q50: at(0.5),
    q90: at(0.9),
    q95: at(0.95),
    q99: at(0.99),
    msPerHistory: ((cpu / histories!) * 1000).toFixed(1),
  }),
);
