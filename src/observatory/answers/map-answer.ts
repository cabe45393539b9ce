import { sampleBounds } from '../geography/country-share.ts';
import { caveatsOf, CHINA_BAN, MAP_EVENTS } from '../geography/map-caveats.ts';
import { countryEnergy, monthEnergy } from '../geography/month-energy.ts';
import type { EnergyTables } from '../geography/month-energy.ts';
import type { RegionShares } from '../geography/region-shares.ts';
import { scale } from '../geography/share-changes.ts';
import type { WeighedMonth } from '../geography/share-changes.ts';
import type { MonthShares, ShareTable } from '../geography/share-table.ts';
import { gammaInterval } from '../hashrate/interval.ts';
import { windowPosterior } from '../hashrate/window-estimate.ts';
import { countWindow } from '../series/observations.ts';
import { compareMonths } from './map-comparison.ts';
import type { MapCountry, MapDocument, MapMonth } from './map-document.ts';
import { listed, monthName, nameInSentence, nameOf, percentText } from './map-words.ts';
import { chooseObservations, isReject } from './sources.ts';
import type { AnswerReject, ObservatorySources, SourceUsed } from './sources.ts';
import { formatHashrateRange } from './units.ts';

/** What a map is made from. */
export interface MapHoldings extends EnergyTables {
  readonly shares: ShareTable;
  /** How China's hashrate was spread over provinces; not asked for with shares of one's own. */
  readonly chinaRegions: readonly RegionShares[];
}

/** What is asked. Months as `2021-08`. */
export interface MapQuestion {
  /** The month the answer is about; the last one if left out. */
  readonly month?: string;
  /** The two months that are compared; around China's ban if left out, else the first and the last. */
  readonly before?: string;
  readonly after?: string;
  /** Alpha-2: leaves the other countries out of the months. */
  readonly country?: string;
  /** Level of the hashrates' intervals. */
  readonly level: number;
}

/** Says where the hashrate was, month by month, with what is not known of it. */
export function answerMap(
  holdings: MapHoldings,
  sources: ObservatorySources,
  question: MapQuestion,
): MapDocument | AnswerReject {
  const { shares } = holdings;
  // The shares are mainnet's: another network's blocks say nothing of them.
  const blocks = sources.network === 'mainnet' ? sources : { ...sources, observations: [] };
  const weighed = shares.months.map((month) => weighMonth(month, blocks, question.level));
  const shown = question.month === undefined ? weighed.at(-1) : monthOf(weighed, question.month);
  if (shown === undefined) return missing(shares, question.month!);
  const pair = comparedMonths(weighed, question);
  if (pair !== undefined && isReject(pair)) return pair;
  const { country } = question;
  if (country !== undefined && !shares.months.some((month) => month.shares.has(country))) {
    return {
      code: 'outside-coverage',
      message: `${shares.description} has no share of ${nameOf(country)} in any month`,
    };
  }
  const months = weighed.map((month) => mapMonth(month, holdings, country));
  const used = weighed.find(({ used: source }) => source !== undefined)?.used ?? null;
  return {
    schema: 'vigil.map/1',
    network: sources.network,
    level: question.level,
    sentence: months.find(({ month }) => month === shown.month)!.sentence,
    notes: notesOf(months, question.level),
    shares: { description: shares.description, source: shares.source, licence: shares.licence },
    source: used,
    month: shown.month,
    caveats: caveatsOf(shares),
    events: MAP_EVENTS.filter(({ at }) => at >= months[0]!.from && at < months.at(-1)!.to),
    months,
    regions: holdings.chinaRegions.map((month) => ({ country: 'CN', ...month })),
    comparison: pair === undefined ? null : compareMonths(pair.before, pair.after),
  };
}

interface MonthWithSource extends WeighedMonth {
  readonly used: SourceUsed | undefined;
}

/** Adds the hashrate that the blocks of a month show. */
function weighMonth(month: MonthShares, sources: ObservatorySources, level: number): MonthWithSource {
  const chosen = chooseObservations(sources, month.fromSec, month.toSec);
  if (isReject(chosen)) return { ...month, hashrate: undefined, used: undefined };
  const count = countWindow(chosen.observations, month.fromSec, month.toSec);
  return { ...month, hashrate: gammaInterval(windowPosterior(count), level), used: chosen.used };
}

function monthOf<Month extends MonthShares>(months: readonly Month[], name: string): Month | undefined {
  return months.find(({ month }) => month === name);
}

function missing(table: ShareTable, month: string): AnswerReject {
  const [first, last] = [table.months[0]!.month, table.months.at(-1)!.month];
  const message = `${table.description} has no ${month}; its ${table.months.length} months lie from ${first} to ${last}`;
  return { code: 'outside-coverage', message };
}

/** The months to compare; `undefined` when there is one month only. */
function comparedMonths(
  months: readonly MonthWithSource[],
  question: MapQuestion,
): { readonly before: WeighedMonth; readonly after: WeighedMonth } | undefined | AnswerReject {
  const lastBeforeBan = months.findLast(({ toSec }) => toSec <= CHINA_BAN.at);
  const afterBan = months.findLast(({ fromSec, basis }) => fromSec > CHINA_BAN.at && basis === lastBeforeBan?.basis);
  const [first, last] = afterBan && lastBeforeBan ? [lastBeforeBan, afterBan] : [months[0]!, months.at(-1)!];
  const before = question.before === undefined ? first : monthOf(months, question.before);
  const after = question.after === undefined ? last : monthOf(months, question.after);
  if (before === undefined || after === undefined) {
    const have = `from ${months[0]!.month} to ${months.at(-1)!.month}`;
    const asked = before === undefined ? question.before : question.after;
    return { code: 'outside-coverage', message: `there are no shares of ${asked}; there are months ${have}` };
  }
  if (before.month >= after.month) {
    if (months.length === 1) return undefined;
    return { code: 'bad-window', message: `${before.month} is to be compared with a later month than ${after.month}` };
  }
  return { before, after };
}

function mapMonth(month: WeighedMonth, tables: EnergyTables, only: string | undefined): MapMonth {
  const year = Number(month.month.slice(0, 4));
  const countries = [...month.shares]
    .filter(([country]) => only === undefined || country === only)
    .map(([country, share]): MapCountry => {
      const energy = countryEnergy(tables, country, year);
      return {
        country,
        name: nameOf(country),
        share,
        ...sampleBounds(share, month.sample),
        hashrate: month.hashrate === undefined ? null : scale(month.hashrate, share),
        fossil: energy?.fossil ?? null,
        carbonIntensity: energy?.carbonIntensity ?? null,
      };
    })
    .sort((a, b) => b.share - a.share || (a.country < b.country ? -1 : 1));
  const sample = month.sample ?? null;
  return {
    month: month.month,
    from: month.fromSec,
    to: month.toSec,
    basis: month.basis,
    sentence: sentenceOf({ month: month.month, basis: month.basis, sample, countries }),
    sample,
    countries,
    other: month.other ?? null,
    hashrate: month.hashrate ?? null,
    statedHashrate: month.statedHashrate ?? null,
    energy: monthEnergy(month, tables) ?? null,
  };
}

function sentenceOf({
  month,
  basis,
  sample,
  countries,
}: Pick<MapMonth, 'month' | 'basis' | 'sample' | 'countries'>): string {
  const [first, ...others] = countries.slice(0, 3);
  if (first === undefined) return `No share is known for ${monthName(month)}.`;
  const who = basis === 'own' ? 'your file places' : 'the pools that report to CBECI placed';
  const where = `${percentText(first.share)} of the hashrate in ${nameInSentence(first.country)}`;
  const { hashrate } = first;
  const size = hashrate === null ? '' : ` (${formatHashrateRange(hashrate.low, hashrate.high)}, if that is right)`;
  const rest = others.map(({ country, share }) => `${percentText(share)} in ${nameInSentence(country)}`);
  const sentence = `In ${monthName(month)} ${who} ${listed([where + size, ...rest])}.`;
  if (sample === null) return sentence;
  const bounds = `${nameInSentence(first.country)} had ${percentText(first.low)} to ${percentText(first.high)}`;
  return `${sentence} These pools are about ${Math.round(100 * sample)} % of the network: with nothing assumed of the rest, ${bounds}.`;
}

function notesOf(months: readonly MapMonth[], level: number): string[] {
  const notes = [
    `hashrates are a country's share times the network's, whose interval (${Math.round(level * 1000) / 10} %) carries the luck of blocks alone: that the share may be wrong is in its bounds, not in it`,
    "the fossil share is that of countries' grids in a year, not of the miners: hashrate that is in no known country counts as the world's average, and as none or all fossil at the ends of its range",
  ];
  const blind = months.filter(({ hashrate }) => hashrate === null).map(({ month }) => month);
  if (blind.length > 0) notes.push(`no blocks are at hand for the hashrate of ${blind.join(', ')}`);
  const later = months.filter(({ month, energy }) => energy !== null && energy.mixYear < Number(month.slice(0, 4)));
  if (later.length > 0)
    notes.push(`the electricity mix is of the last year known for ${later.map(({ month }) => month).join(', ')}`);
  return notes;
}
