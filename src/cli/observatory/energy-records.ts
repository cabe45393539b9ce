import type { EnergyRecords } from '../../observatory/answers/energy-answer.ts';
import { marketOf } from '../../observatory/energy/daily-market.ts';
import { parseBlockFees } from '../../observatory/history/block-fees-table.ts';
import { parseCbeciTable } from '../../observatory/history/cbeci-table.ts';
import { parseMiningShares } from '../../observatory/geography/share-table.ts';
import { parseCarbonIntensity, parseElectricityMix } from '../../observatory/history/electricity.ts';
import { isHistoryReject } from '../../observatory/history/history-reject.ts';
import type { HistoryReject } from '../../observatory/history/history-reject.ts';
import { parseMachineTable } from '../../observatory/history/machine-table.ts';
import { parseMonthPrices } from '../../observatory/history/month-prices.ts';
import { readDataTable } from '../../platform/data-folder.ts';
import { CliError } from '../cli-error.ts';

/** Prices, machines and what else the energy model rests on: tables that Vigil brings along, checked as they are read. */
export function energyRecords(): EnergyRecords {
  return {
    market: marketOf(
      "Vigil's built-in closes of Bitstamp",
      read('btc-usd-daily.csv', parseMonthPrices),
      read('block-fees.csv', parseBlockFees),
    ),
    machines: read('machines.csv', parseMachineTable),
    cbeci: read('cbeci-annualized.csv', parseCbeciTable),
    geography: {
      shares: read('mining-shares.csv', parseMiningShares),
      electricity: {
        mix: read('electricity-mix.csv', parseElectricityMix),
        intensity: read('carbon-intensity.csv', parseCarbonIntensity),
      },
    },
  };
}

/** A table of Vigil's own that does not hold together was damaged after it was installed: nothing rests on it then. */
function read<Table extends object>(name: string, parse: (text: string) => Table | HistoryReject): Table {
  const table = parse(readDataTable(name));
  if (!isHistoryReject(table)) return table as Table;
  throw new CliError(
    `data/${name}, line ${table.line}: ${table.code}; the table was damaged after Vigil was installed: install it again`,
  );
}
