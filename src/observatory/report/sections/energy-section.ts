import type { EnergyDocument } from '../../answers/energy-answer.ts';
import { monthName } from '../../answers/map-words.ts';
import { threeDigits } from '../../answers/units.ts';
import { COUNTRY_BY_CODE } from '../../geography/countries.ts';
import { momentText, shareText, spanText } from '../figures.ts';
import type { ReportPart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** Most rows of the table of days: a long span shows some of its days, evenly. */
const MAX_ROWS = 12;

/** What the network used, in which machines, and from what fuel. */
export function energySection({ input }: ReportFacts): ReportSection {
  const head = { id: 'energy', title: 'The electricity' };
  const energy = input.documents?.energy;
  if (energy === undefined) {
    return {
      ...head,
      sentence: 'Nothing can be told of the electricity.',
      parts: [],
      missing: `Blocks and daily prices of bitcoin for ${spanText(input.fromSec, input.toSec)} would be needed.`,
    };
  }
  const parts: ReportPart[] = [{ kind: 'text', text: machinesText(energy) }, daysTable(energy)];
  const emissions = emissionsParts(energy);
  parts.push(...emissions);
  if (energy.notes.length > 0) parts.push({ kind: 'list', items: energy.notes });
  return {
    ...head,
    sentence: energy.sentence,
    parts,
    missing:
      emissions.length > 0
        ? null
        : 'Shares of hashrate by country within a year of the span would be needed for its fuels.',
  };
}

function machinesText({ at, machines, used, from, to }: EnergyDocument): string {
  const paying = machines.filter(({ standing }) => standing !== 'unprofitable');
  const worst = paying.at(-1);
  const edge =
    worst === undefined
      ? 'No machine of the list paid for its power'
      : `${paying.length} of the ${machines.length} machines on sale and under five years old paid for their power, down to ${worst.name} at ${threeDigits(worst.efficiency)} J/TH`;
  return (
    `A terahash a second earned ${threeDigits(at.hashprice)} dollars a day on ${momentText(at.time)}. ${edge}. ` +
    `Over ${spanText(from, to)} the network used about ${threeDigits(used.best)} TWh (${threeDigits(used.lower)} to ${threeDigits(used.upper)}).`
  );
}

function daysTable({ points }: EnergyDocument): ReportPart {
  const every = Math.max(1, Math.ceil(points.length / MAX_ROWS));
  // Counted from the end, so that the last day is always there.
  const shown = points.filter((_, i) => (points.length - 1 - i) % every === 0);
  const gw = (watts: number): number => watts / 1e9;
  return {
    kind: 'table',
    caption: 'Power of the network, GW: lower bound, best guess, upper bound, each a mean of seven days',
    columns: [
      { key: 'day', label: 'Day', type: 'day' },
      { key: 'lower', label: 'At least', type: 'number' },
      { key: 'best', label: 'Best guess', type: 'number' },
      { key: 'upper', label: 'At most', type: 'number' },
      { key: 'annualized', label: 'TWh a year', type: 'number' },
      { key: 'hashprice', label: 'USD per TH/s and day', type: 'number' },
      { key: 'hashrate', label: 'Hashrate', type: 'hashrate-interval' },
    ],
    rows: shown.map(({ time, power, annualized, hashprice, hashrate }) => ({
      day: time,
      lower: gw(power.lower),
      best: gw(power.best),
      upper: gw(power.upper),
      annualized: annualized.best,
      hashprice,
      hashrate,
    })),
  };
}

function emissionsParts({ emissions }: EnergyDocument): ReportPart[] {
  if (emissions === null) return [];
  const { annualizedMt, intensity, fossilShare, countries, month, shares } = emissions;
  const fossil = fossilShare === null ? '' : ` ${shareText(fossilShare)} of it came from coal, gas and oil.`;
  return [
    {
      kind: 'text',
      text:
        `At the mean mix of the countries where mining was in ${monthName(month)} (${shares}), ` +
        `a kilowatt-hour came with ${Math.round(intensity.best)} g of CO2 equivalents (${Math.round(intensity.lower)} to ${Math.round(intensity.upper)}), ` +
        `${threeDigits(annualizedMt.best)} million tonnes a year (${threeDigits(annualizedMt.lower)} to ${threeDigits(annualizedMt.upper)}).${fossil} ` +
        `Miners do not burn a country's mean mix, and no figure of theirs is at hand.`,
    },
    {
      kind: 'table',
      caption: 'By country, at the rate of the last day',
      columns: [
        { key: 'country', label: 'Country', type: 'text' },
        { key: 'share', label: 'Of the hashrate', type: 'probability' },
        { key: 'fossil', label: 'Coal, gas, oil', type: 'probability' },
        { key: 'intensity', label: 'g CO2 a kWh', type: 'number' },
        { key: 'twh', label: 'TWh a year', type: 'number' },
        { key: 'mt', label: 'Mt CO2 a year', type: 'number' },
      ],
      rows: countries.map(
        ({ code, share, fossilShare: burnt, intensity: grams, annualizedTwh, annualizedMt: tonnes }) => ({
          country: code === 'other' ? 'elsewhere' : (COUNTRY_BY_CODE.get(code)?.name ?? code),
          share,
          fossil: burnt,
          intensity: grams.best,
          twh: annualizedTwh.best,
          mt: tonnes.best,
        }),
      ),
    },
  ];
}
