/**
 * Holds the energy model against CBECI's own series: the table of docs/energy.md.
 *
 *     npm run bench -- bench/energy.ts
 *
 * One table a price of electricity, by quarter from 2018 on, and the time that an answer takes.
 */
import { performance } from 'node:perf_hooks';
import { answerEnergy } from '../src/observatory/answers/energy-answer.ts';
import { isReject } from '../src/observatory/answers/sources.ts';
import { builtInHistory } from '../src/cli/built-in-history.ts';
import { energyRecords } from '../src/cli/observatory/energy-records.ts';
import { textTable } from '../src/cli/text-table.ts';
import { agreements, quarterOf, yearOf } from './energy/agreement.ts';
import type { Agreement } from './energy/agreement.ts';

const { days, epochs } = builtInHistory();
const sources = {
  network: 'mainnet' as const,
  observations: [{ series: days, description: "Vigil's built-in blocks per day" }],
  epochs,
};
const records = energyRecords();

for (const { powerPriceUsdPerKwh } of records.cbeci) {
  const begun = performance.now();
  const document = answerEnergy(sources, records, {
    fromSec: Date.UTC(2018, 0, 1) / 1000,
    toSec: Date.UTC(2023, 8, 1) / 1000,
    powerPriceUsdPerKwh,
    level: 0.9,
  });
  const tookMs = performance.now() - begun;
  if (isReject(document)) throw new Error(document.message);
  process.stdout.write(
    `${powerPriceUsdPerKwh} USD a kWh (${document.points.length} days in ${Math.round(tookMs)} ms)\n${tableOf([
      ...agreements(document, quarterOf),
      ...agreements(document, yearOf),
      ...agreements(document, () => 'all'),
    ])}\n`,
  );
}

function tableOf(rows: readonly Agreement[]): string {
  const percent = (share: number): string => `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(1)} %`;
  return textTable(
    [
      { title: '' },
      { title: 'ours, TWh', align: 'right' },
      { title: 'CBECI', align: 'right' },
      { title: 'apart', align: 'right' },
      { title: 'worst Monday', align: 'right' },
      { title: 'beyond 10 %', align: 'right' },
    ],
    rows.map(({ name, ours, theirs, worst, beyond, days: count }) => [
      name,
      ours.toFixed(2),
      theirs.toFixed(2),
      percent(ours / theirs - 1),
      percent(worst),
      `${beyond} of ${count}`,
    ]),
  );
}
