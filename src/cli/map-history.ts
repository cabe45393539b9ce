import type { MapHoldings } from '../observatory/answers/map-answer.ts';
import { parseRegionShares } from '../observatory/geography/region-shares.ts';
import { parseMiningShares } from '../observatory/geography/share-table.ts';
import { parseCarbonIntensity, parseElectricityMix } from '../observatory/history/electricity.ts';
import { builtInTable } from './built-in-table.ts';

/** Where mining happened, and what countries generate electricity from: tables that Vigil brings along, checked as they are read. */
export function builtInMap(): MapHoldings {
  return {
    shares: builtInTable('mining-shares.csv', parseMiningShares),
    chinaRegions: builtInTable('mining-shares-china.csv', parseRegionShares),
    mix: builtInTable('electricity-mix.csv', parseElectricityMix),
    intensity: builtInTable('carbon-intensity.csv', parseCarbonIntensity),
  };
}
