import type { NetworkName } from '../../consensus/params.ts';
import { formatDuration, formatUtc, threeDigits } from '../answers/units.ts';
import type { NamedCountry } from './blackout-document.ts';
import { findOutages } from './find-outages.ts';
import type { OutageSignal } from './find-outages.ts';
import type { Outage } from './outage.ts';
import type { SignalKind } from './signal-baseline.ts';

/** A country's signal as it is kept: its name, what it counts, and its points. */
export interface NamedSignal {
  /** Name of the series: `observed/ioda-bgp/kz`, `nodes/country/kz`. */
  readonly series: string;
  readonly kind: SignalKind;
  readonly signal: OutageSignal;
}

/** One point that a document shows. */
export interface OutagePoint {
  readonly at: number;
  readonly value: number;
  /** What was expected, and where 90 % of points lie while nothing is wrong; `null` while the baseline was learned. */
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What was found in one signal. */
export interface SignalOutages {
  readonly series: string;
  readonly kind: SignalKind;
  /** Distance of the points, seconds. */
  readonly step: number;
  /** When the first point could be judged; `null`: none. */
  readonly judgedFrom: number | null;
  readonly outages: readonly Outage[];
  readonly points: readonly OutagePoint[];
  /** Why nothing can be told from it; `null` where it can. */
  readonly untold: string | null;
}

/** Outages of a country's network: `vigil outage --json`, `GET /api/v1/outage`. */
export interface OutagesDocument {
  readonly schema: 'vigil.outage/1';
  readonly network: NetworkName;
  readonly country: NamedCountry;
  /** The span that is shown; `null` without signals. */
  readonly from: number | null;
  readonly to: number | null;
  readonly level: number;
  /** Smaller losses are not called an outage. */
  readonly minDepth: number;
  /** How often a signal without any outage raises an alarm, at most, and how that was found. */
  readonly falseAlarm: { readonly perYear: number; readonly method: string };
  readonly signals: readonly SignalOutages[];
  readonly notes: readonly string[];
  readonly sentence: string;
}

/** What is asked. Times in seconds since 1970. */
export interface OutagesQuestion {
  readonly network: NetworkName;
  readonly country: NamedCountry;
  readonly fromSec?: number;
  readonly toSec?: number;
  readonly falseAlarmsPerYear: number;
  readonly minDepth: number;
  readonly level: number;
}

/** So few nodes come and go by themselves: a fall of them is no outage of a country. */
export const LEAST_NODES = 20;

/** Points of one signal that a document holds: the last of its span. */
const MOST_POINTS = 5000;

const METHOD = 'simulated signals without an outage, in six worlds (bench/outage.ts, docs/outages.md)';

/** Looks for outages in each signal of a country. What lies before the span is learned from, and not shown. */
export function answerOutages(signals: readonly NamedSignal[], question: OutagesQuestion): OutagesDocument {
  const { network, country, level, minDepth, falseAlarmsPerYear } = question;
  const found = signals.map((signal) => searchSignal(signal, question));
  const times = found.flatMap(({ points }) => [points[0]?.at, points.at(-1)?.at]).filter((at) => at !== undefined);
  const span = {
    from: question.fromSec ?? (times.length === 0 ? null : Math.min(...times)),
    to: question.toSec ?? (times.length === 0 ? null : Math.max(...times)),
  };
  return {
    schema: 'vigil.outage/1',
    network,
    country,
    ...span,
    level,
    minDepth,
    falseAlarm: { perYear: falseAlarmsPerYear, method: METHOD },
    signals: found,
    notes: notesOf(found),
    sentence: sentenceOf(country, found, minDepth),
  };
}

/** Looks for outages in one signal. */
export function searchSignal(
  { series, kind, signal }: NamedSignal,
  question: Omit<OutagesQuestion, 'network' | 'country'>,
): SignalOutages {
  const { fromSec = -Infinity, toSec = Infinity } = question;
  const until = signal.atSec.findIndex((sec) => sec >= toSec);
  const end = until < 0 ? signal.atSec.length : until;
  const { points, outages, stepSec, judgedFromSec } = findOutages(
    { atSec: signal.atSec.subarray(0, end), values: signal.values.subarray(0, end) },
    { ...question, kind },
  );
  const shown = points.filter(({ atSec }) => atSec >= fromSec).slice(-MOST_POINTS);
  const untold = whyUntold(kind, points, judgedFromSec);
  return {
    series,
    kind,
    step: stepSec,
    judgedFrom: judgedFromSec,
    outages: untold === null ? outages.filter(({ end: over }) => over === null || over.high >= fromSec) : [],
    points: shown.map(({ atSec, value, expected, low, high }) => ({ at: atSec, value, expected, low, high })),
    untold,
  };
}

function whyUntold(
  kind: SignalKind,
  points: readonly { readonly value: number }[],
  judgedFromSec: number | null,
): string | null {
  if (points.length === 0) return 'it has no points';
  if (judgedFromSec === null)
    return 'it is too short to learn what is usual: two days and 48 points, and more is better';
  const values = points.map(({ value }) => value).sort((a, b) => a - b);
  const middle = values[values.length >> 1]!;
  if (kind === 'count' && middle < LEAST_NODES) {
    return `it counts ${threeDigits(middle)} nodes; below ${LEAST_NODES} an outage can't be told from nodes that come and go`;
  }
  return null;
}

function notesOf(signals: readonly SignalOutages[]): string[] {
  return signals
    .filter(({ untold }) => untold !== null)
    .map(({ series, untold }) => `nothing is told of ${series}: ${untold}`);
}

function sentenceOf(country: NamedCountry, signals: readonly SignalOutages[], minDepth: number): string {
  const judged = signals.filter(({ untold }) => untold === null);
  if (signals.length === 0) return `No signal of ${country.name} is at hand.`;
  if (judged.length === 0)
    return `Whether ${country.name} had an outage cannot be told: no signal at hand is long enough.`;
  const hit = judged.filter(({ outages }) => outages.length > 0);
  const count = judged.length === 1 ? 'The one signal' : `None of ${judged.length} signals`;
  if (hit.length === 0) {
    const shows = judged.length === 1 ? 'shows no loss' : 'shows a loss';
    return `${count} of ${country.name} ${shows} of ${percent(minDepth)} or more against its own baseline.`;
  }
  const worst = hit
    .flatMap(({ series, outages }) => outages.map((outage) => ({ series, outage })))
    .sort((a, b) => weightOf(b.outage) - weightOf(a.outage))[0]!;
  const many = judged.length === 1 ? 'The one signal shows' : `${hit.length} of ${judged.length} signals show`;
  return `${many} an outage of ${country.name}: ${outageWords(worst.series, worst.outage)}.`;
}

/** Says one outage in words: what fell, by how much, from when to when. */
export function outageWords(series: string, { start, end, depth }: Outage): string {
  const lasted = end === null ? 'and is not back' : `for ${formatDuration(roundedSec(end.at - start.at))}`;
  return (
    `${series} fell by ${percent(depth.median)} (${percent(Math.max(0, depth.low))} to ${percent(depth.high)}) ` +
    `from ${formatUtc(start.at)} on, ${lasted}`
  );
}

/** What an outage weighs among others: its depth times its length. */
function weightOf({ start, end, depth, points }: Outage): number {
  return depth.median * (end === null ? points * 3600 : end.at - start.at);
}

function roundedSec(seconds: number): number {
  return seconds < 7200 ? seconds : 3600 * Math.round(seconds / 3600);
}

function percent(share: number): string {
  return `${threeDigits(share * 100)} %`;
}
