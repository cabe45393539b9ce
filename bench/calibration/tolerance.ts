import type { CoverageRow } from './coverage.ts';
import type { FalseAlarmRow } from './detection.ts';
import { HISTORY_KINDS } from './histories.ts';
import type { HistoryKind } from './histories.ts';

/** Shares of intervals that may hold the truth: over the mix of kinds, and for each kind. In percent. */
interface Stated {
  readonly name: RegExp;
  readonly mix: readonly [low: number, high: number];
  readonly each: readonly [low: number, high: number];
  /** Kinds that have a band of their own. */
  readonly but?: Partial<Readonly<Record<HistoryKind, readonly [low: number, high: number]>>>;
}

/** What docs/calibration.md states of 90 % intervals: the first that matches. Rows that nothing matches state nothing. */
const STATED: readonly Stated[] = [
  { name: /^(window|ratio) /, mix: [89, 91], each: [89, 91] },
  { name: /^trend of 120 days$/, mix: [89, 91], each: [88, 92] },
  { name: /^trend of 120 days, last day$/, mix: [89, 91], each: [88, 93] },
  { name: /^trend of 30 days$/, mix: [88, 91], each: [85, 95], but: { drifting: [79, 91] } },
  { name: /^changes: (ratio|moment), over/, mix: [87, 93], each: [87, 93] },
  { name: /^forecast: date at/, mix: [89, 91], each: [88, 92] },
];

/** How far a false-alarm rate may be off the one stated. */
const ALARM_TOLERANCE = 0.2;

/** Standard errors that a measured figure may lie beyond its band: luck does that to one figure in 700. */
const LUCK = 3;

/** The figures that left what is stated of them, one line each; none when all is well. Binomial error is allowed for. */
export function leftTolerance(measured: {
  readonly level: number;
  readonly coverage: readonly CoverageRow[];
  readonly falseAlarms: readonly FalseAlarmRow[];
}): string[] {
  const { level, falseAlarms } = measured;
  // The error of few histories that all agree can't be seen in them: it is at least a binomial's.
  const coverage = measured.coverage.map((row) => {
    return { ...row, error: Math.max(row.error, Math.sqrt((level * (1 - level)) / row.histories)) };
  });
  const names = [...new Set(coverage.map(({ name }) => name))];
  return [
    ...names.flatMap((name) =>
      coverageLines(
        name,
        coverage.filter((row) => row.name === name),
      ),
    ),
    ...falseAlarms.flatMap((row) => {
      const { name, stated, atMost } = row;
      const slack = LUCK * Math.max(row.error, Math.sqrt(stated / row.units));
      const low = atMost ? 0 : stated * (1 - ALARM_TOLERANCE) - slack;
      const high = stated * (atMost ? 1 : 1 + ALARM_TOLERANCE) + slack;
      const isHeld = row.measured >= low && row.measured <= high;
      return isHeld ? [] : [`${name}: ${row.measured.toPrecision(3)} false alarms, stated ${stated.toPrecision(3)}`];
    }),
  ];
}

function coverageLines(name: string, rows: readonly CoverageRow[]): string[] {
  const stated = STATED.find((one) => one.name.test(name));
  if (stated === undefined) return [];
  const figures = rows.map(({ kind, covered, error }) => {
    return { of: kind as string, covered, error, band: stated.but?.[kind] ?? stated.each };
  });
  if (rows.length === HISTORY_KINDS.length) {
    const covered = rows.reduce((sum, row) => sum + row.covered, 0) / rows.length;
    const error = Math.sqrt(rows.reduce((sum, row) => sum + row.error ** 2, 0)) / rows.length;
    figures.push({ of: 'mix', covered, error, band: stated.mix });
  }
  return figures.flatMap(({ of, covered, error, band: [low, high] }) => {
    const isHeld = covered >= low / 100 - LUCK * error && covered <= high / 100 + LUCK * error;
    return isHeld ? [] : [`${name}, ${of}: ${(100 * covered).toFixed(1)} %, stated ${low} to ${high} %`];
  });
}
