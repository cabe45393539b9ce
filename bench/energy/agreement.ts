import type { EnergyDocument } from '../../src/observatory/answers/energy-answer.ts';

/** How far our annualized consumption lies from CBECI's over some of its days. */
export interface Agreement {
  readonly name: string;
  readonly days: number;
  /** Means over the days, TWh a year. */
  readonly ours: number;
  readonly theirs: number;
  /** The day that differs most: ours / theirs - 1, with its sign. */
  readonly worst: number;
  /** Days that differ by more than 10 %. */
  readonly beyond: number;
}

/** Days that differ by more are counted. */
const LIMIT = 0.1;

/** Compares by quarters, years, and as a whole; `nameOf` gives the group of a day. */
export function agreements(document: EnergyDocument, nameOf: (timeSec: number) => string): Agreement[] {
  const ours = new Map(document.points.map(({ time, annualized }) => [time, annualized.best]));
  const groups = new Map<string, { ours: number; theirs: number }[]>();
  for (const { time, annualized } of document.cbeci) {
    const own = ours.get(time);
    if (own === undefined) continue;
    const name = nameOf(time);
    groups.set(name, [...(groups.get(name) ?? []), { ours: own, theirs: annualized }]);
  }
  return [...groups].map(([name, pairs]) => {
    const mean = (of: 'ours' | 'theirs'): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
    const apart = pairs.map((pair) => pair.ours / pair.theirs - 1);
    return {
      name,
      days: pairs.length,
      ours: mean('ours'),
      theirs: mean('theirs'),
      worst: apart.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0),
      beyond: apart.filter((one) => Math.abs(one) > LIMIT).length,
    };
  });
}

/** `2021 Q3`. */
export function quarterOf(timeSec: number): string {
  const date = new Date(timeSec * 1000);
  return `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

/** `2021`. */
export function yearOf(timeSec: number): string {
  return String(new Date(timeSec * 1000).getUTCFullYear());
}
