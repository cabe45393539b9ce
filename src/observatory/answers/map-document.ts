import type { NetworkName } from '../../consensus/params.ts';
import type { EnergyFigure } from '../geography/month-energy.ts';
import type { MapCaveat, MapEvent } from '../geography/map-caveats.ts';
import type { RegionShares } from '../geography/region-shares.ts';
import type { ShareBasis } from '../geography/share-table.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { SourceUsed } from './sources.ts';

/** One country in one month. Shares 0 to 1, hashrates in H/s. */
export interface MapCountry {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly name: string;
  readonly share: number;
  /** What the share can be if nothing is assumed of the pools that don't report. */
  readonly low: number;
  readonly high: number;
  /** The share of what the blocks of the month show; the interval carries the luck of blocks alone. */
  readonly hashrate: Interval | null;
  /** Share of coal, gas and oil in what the country generates; `null` when not known. */
  readonly fossil: number | null;
  /** Grams of CO2 equivalents a kWh. */
  readonly carbonIntensity: number | null;
}

/** Where hashrate was in one calendar month. */
export interface MapMonth {
  /** `2021-08`; from its first second to that of the next month, seconds since 1970. */
  readonly month: string;
  readonly from: number;
  readonly to: number;
  readonly basis: ShareBasis;
  /** The month in one plain sentence. */
  readonly sentence: string;
  /** Part of the network's hashrate whose data the shares are, 0 to 1. */
  readonly sample: number | null;
  /** Largest share first. A country that is not here was not published. */
  readonly countries: readonly MapCountry[];
  /** All other countries together; `null` when that was not published. */
  readonly other: number | null;
  /** The whole network's hashrate by the blocks of the month, and what the source of the shares goes by. H/s. */
  readonly hashrate: Interval | null;
  readonly statedHashrate: number | null;
  readonly energy: {
    readonly fossil: EnergyFigure;
    readonly carbonIntensity: EnergyFigure;
    readonly placed: number;
    readonly mixYear: number;
  } | null;
}

/** Where one country's hashrate went between two months. */
export interface MapMove {
  /** Alpha-2, or `rest`: all that is not told by country in both months. */
  readonly country: string;
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly hashrateBefore: Interval | null;
  readonly hashrateAfter: Interval | null;
  readonly hashrateChange: Interval | null;
}

/** Two months compared. */
export interface MapComparison {
  readonly before: string;
  readonly after: string;
  readonly moves: readonly MapMove[];
  readonly total: Interval | null;
  readonly lost: Interval | null;
  readonly gained: Interval | null;
  readonly reappearedAtMost: number | null;
  readonly sentence: string;
  readonly canTell: readonly string[];
  readonly cannotTell: readonly string[];
}

/** Where mining happens: `vigil map --json`, `GET /api/v1/map`. */
export interface MapDocument {
  readonly schema: 'vigil.map/1';
  readonly network: NetworkName;
  readonly level: number;
  readonly sentence: string;
  readonly notes: readonly string[];
  /** Where the shares come from. */
  readonly shares: { readonly description: string; readonly source: string; readonly licence: string };
  /** What the hashrates were estimated from; `null` when no blocks are at hand. */
  readonly source: SourceUsed | null;
  /** The month that the sentence is about. */
  readonly month: string;
  readonly caveats: readonly MapCaveat[];
  readonly events: readonly MapEvent[];
  readonly months: readonly MapMonth[];
  /** China's hashrate by province, where the source has it. */
  readonly regions: readonly (RegionShares & { readonly country: string })[];
  readonly comparison: MapComparison | null;
}
