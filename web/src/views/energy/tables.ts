import { COUNTRY_BY_CODE } from '../../../../src/observatory/geography/countries.ts';
import type { EmissionsAnswer, EnergyDocument } from '../../api/documents.ts';
import type { Table } from '../../charts/plot.ts';
import { formatCount, formatShare, formatSignificant } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDay, formatIso } from '../../format/time.ts';

/** Why a machine is not in the best guess. */
const STANDING = { 'too-new': 'not at work yet', 'not-listed': 'not counted', unprofitable: 'stands still' } as const;

/** Machines on the market with the price of electricity at which each breaks even. */
export function machinesTable({ machines, at }: EnergyDocument, style: NumberStyle): Table {
  return {
    caption: `Machines younger than five years on ${formatDay(at.time)}, the most efficient first`,
    columns: [
      { label: 'Machine', numeric: false },
      { label: 'Released', numeric: false },
      { label: 'J/TH', numeric: true },
      { label: 'Breaks even at, USD/kWh', numeric: true },
      { label: 'Of the best guess', numeric: true },
    ],
    length: machines.length,
    row(k) {
      const { name, released, efficiency, breakEven, standing, share } = machines[k]!;
      return [
        name,
        formatIso(released).slice(0, 7),
        formatSignificant(efficiency, style),
        formatCount(breakEven, style, 3),
        standing === 'counted' ? formatShare(share, style) : STANDING[standing],
      ];
    },
    csvColumns: ['machine', 'released', 'j_per_th', 'break_even_usd_per_kwh', 'standing', 'share'],
    csvRow(k) {
      const { name, released, efficiency, breakEven, standing, share } = machines[k]!;
      return [name, formatIso(released).slice(0, 7), efficiency, breakEven, standing, share];
    },
  };
}

/** Countries with what their electricity emits. */
export function emissionsTable({ countries, month }: EmissionsAnswer, style: NumberStyle): Table {
  const name = (code: string): string => COUNTRY_BY_CODE.get(code)?.name ?? 'Not known (as the world)';
  return {
    caption: `Emissions by country, with the shares of hashrate of ${month}`,
    columns: [
      { label: 'Country', numeric: false },
      { label: 'Share', numeric: true },
      { label: 'Fossil', numeric: true },
      { label: 'gCO₂e/kWh', numeric: true },
      { label: 'TWh a year', numeric: true },
      { label: 'Mt CO₂e a year', numeric: true },
      { label: 'from', numeric: true },
      { label: 'to', numeric: true },
    ],
    length: countries.length,
    row(k) {
      const { code, share, fossilShare, intensity, annualizedTwh, annualizedMt } = countries[k]!;
      return [
        name(code),
        formatShare(share, style),
        fossilShare === null ? '–' : formatShare(fossilShare, style),
        formatCount(intensity.best, style),
        formatSignificant(annualizedTwh.best, style),
        formatSignificant(annualizedMt.best, style),
        formatSignificant(annualizedMt.lower, style),
        formatSignificant(annualizedMt.upper, style),
      ];
    },
    csvColumns: ['country', 'share', 'fossil_share', 'g_per_kwh', 'twh_a_year', 'mt_a_year', 'mt_lower', 'mt_upper'],
    csvRow(k) {
      const { code, share, fossilShare, intensity, annualizedTwh, annualizedMt } = countries[k]!;
      return [
        code,
        share,
        fossilShare,
        intensity.best,
        annualizedTwh.best,
        annualizedMt.best,
        annualizedMt.lower,
        annualizedMt.upper,
      ];
    },
  };
}
