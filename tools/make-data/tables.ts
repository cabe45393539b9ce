import { parseEpochTable } from '../../src/observatory/history/epoch-table.ts';
import { makeBlockTimes } from './block-times.ts';
import { makeBlocksPerDay } from './blocks-per-day.ts';
import { makeCoinDays } from './coin-days.ts';
import { makeEpochs } from './epochs.ts';
import { makeFomcReleases } from './fomc-releases.ts';
import { makeHourlyCloses } from './hourly-closes.ts';
import { makeCarbonIntensity, makeElectricityMix } from './electricity.ts';
import { makeDailyPrices } from './daily-prices.ts';
import { makeBlockFees, makeCbeciSeries } from './energy.ts';
import { makeMachines } from './machines.ts';
import { makeMiningPools } from './mining-pools.ts';
import { makeChinaProvinces, makeMiningShares } from './mining-shares.ts';
import { makeNodesByCountry } from './nodes-by-country.ts';
import { makeDailyCloses, makeHourlyPrices } from './prices.ts';
import { expect } from './source-csv.ts';

/**
 * Makes every table that comes from the sources: file name to text. The same sources give the same bytes.
 *
 * @param read Reads a source file by its path below the folder of sources.
 * @throws {SourceError} When a source is not what `data/README.md` says it is.
 */
export function makeTables(read: (name: string) => string): ReadonlyMap<string, string> {
  const epochsText = makeEpochs(read);
  const epochs = parseEpochTable(epochsText);
  expect(!('code' in epochs), 'headers', 'headers that pass all checks');
  const half = Date.UTC(2020, 6) / 1000;
  return new Map([
    ['mainnet-epochs.csv', epochsText],
    ['block-times-716112-718559.csv', makeBlockTimes(read)],
    ['blocks-per-day.csv', makeBlocksPerDay(read, epochs)],
    ['btc-usd-hourly.csv', makeHourlyPrices(read)],
    ['btc-usd-daily.csv', makeDailyPrices(read)],
    ['daily-close-2021-11-2022-01.csv', makeDailyCloses(read)],
    ['btc-usd-hourly-close-2018-2020.csv', makeHourlyCloses(read, { fromSec: -Infinity, toSec: half })],
    ['btc-usd-hourly-close-2020-2022.csv', makeHourlyCloses(read, { fromSec: half, toSec: Infinity })],
    ['daily-close-2018-07-2022-08.csv', makeCoinDays(read)],
    ['fomc-releases.csv', makeFomcReleases(read)],
    ['mining-shares.csv', makeMiningShares(read)],
    ['mining-shares-china.csv', makeChinaProvinces(read)],
    ['mining-pools.csv', makeMiningPools(read)],
    ['nodes-by-country-2026-07.csv', makeNodesByCountry(read)],
    ['electricity-mix.csv', makeElectricityMix(read)],
    ['carbon-intensity.csv', makeCarbonIntensity(read)],
    ['machines.csv', makeMachines(read)],
    ['block-fees.csv', makeBlockFees(read)],
    ['cbeci-annualized.csv', makeCbeciSeries(read)],
  ]);
}
