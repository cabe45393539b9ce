import type { MapHoldings } from '../observatory/answers/map-answer.ts';
import { parseRegionShares } from '../observatory/geography/region-shares.ts';
import { parseMiningShares } from '../observatory/geography/share-table.ts';
import { parseCarbonIntensity, parseElectricityMix } from '../observatory/history/electricity.ts';
import { isHistoryReject } from '../observatory/history/history-reject.ts';
import type { HistoryReject } from '../observatory/history/history-reject.ts';
import { readDataTable } from '../platform/data-folder.ts';
import { CliError } from './cli-error.ts';

/** Where mining happened, and what countries generate electricity from: tables that Vigil brings along, checked as they are read. */
export function builtInMap(): MapHoldings {
  return {
    shares: sound('mining-shares.csv', parseMiningShares),
    chinaRegions: sound('mining-shares-china.csv', parseRegionShares),
    mix: sound('electricity-mix.csv', parseElectricityMix),
    intensity: sound('carbon-intensity.csv', parseCarbonIntensity),
  };
}

function sound<Table extends object>(name: string, parse: (text: string) => Table | HistoryReject): Table {
  const table = parse(readDataTable(name));
  if (!isHistoryReject(table)) return table as Table;
  throw new CliError(
    `data/${name}, line ${table.line}: ${table.code}; the table was damaged after Vigil was installed: install it again`,
  );
}
