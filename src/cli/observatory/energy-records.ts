import type { EnergyRecords } from '../../observatory/answers/energy-answer.ts';
import { marketOf } from '../../observatory/energy/daily-market.ts';
import { parseBlockFees } from '../../observatory/history/block-fees-table.ts';
import { parseCbeciTable } from '../../observatory/history/cbeci-table.ts';
import { parseMiningShares } from '../../observatory/geography/share-table.ts';
import { parseCarbonIntensity, parseElectricityMix } from '../../observatory/history/electricity.ts';
import { parseMachineTable } from '../../observatory/history/machine-table.ts';
import { parseMonthPrices } from '../../observatory/history/month-prices.ts';
import { builtInTable } from '../built-in-table.ts';

/** Prices, machines and what else the energy model rests on: tables that Vigil brings along, checked as they are read. */
export function energyRecords(): EnergyRecords {
  return {
    market: marketOf(
      "Vigil's built-in closes of Bitstamp",
      builtInTable('btc-usd-daily.csv', parseMonthPrices),
      builtInTable('block-fees.csv', parseBlockFees),
    ),
    machines: builtInTable('machines.csv', parseMachineTable),
    cbeci: builtInTable('cbeci-annualized.csv', parseCbeciTable),
    geography: {
      shares: builtInTable('mining-shares.csv', parseMiningShares),
      electricity: {
        mix: builtInTable('electricity-mix.csv', parseElectricityMix),
        intensity: builtInTable('carbon-intensity.csv', parseCarbonIntensity),
      },
    },
  };
}
