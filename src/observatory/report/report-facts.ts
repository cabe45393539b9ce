import { coverage } from '../series/observations.ts';
import type { Observations } from '../series/observations.ts';
import { describeSource } from '../answers/sources.ts';
import type { Chosen, Source } from '../answers/sources.ts';
import { spanText } from './figures.ts';
import type { ChartEvent, ChartPeriod, ReportClaim } from './report-document.ts';
import type { ReportInput } from './report-input.ts';

/** What the sections share: the input, the blocks chosen for the report's span, and what charts mark. */
export interface ReportFacts {
  readonly input: ReportInput;
  /** Blocks or days, cut to what they cover of the report's span; `undefined` when they cover nothing of it. */
  readonly chosen: Chosen | undefined;
  /** Why the span was cut; `undefined` when it is covered as a whole. */
  readonly cut: string | undefined;
  readonly claims: readonly ReportClaim[];
  readonly events: readonly ChartEvent[];
  readonly periods: readonly ChartPeriod[];
}

/** Gathers what the sections share. */
export function gatherFacts(input: ReportInput, claims: readonly ReportClaim[]): ReportFacts {
  const { fromSec, toSec } = input;
  const chosen = chooseOverlap(input);
  const isCut = chosen !== undefined && (chosen.fromSec > fromSec || chosen.toSec < toSec);
  return {
    input,
    chosen,
    cut: isCut
      ? `${chosen.used.description} covers only ${spanText(chosen.fromSec, chosen.toSec)} of the report's span`
      : undefined,
    claims,
    events: chartEvents(input),
    periods: input.windows.slice(1, 2).map((window) => ({ from: window.fromSec, to: window.toSec, label: window.id })),
  };
}

/** Share of the report's span that a finer source has to cover to be taken before a coarser one that covers more. */
const ENOUGH = 0.8;

/** The finest source that covers enough of the span, else the one that covers most of it. */
function chooseOverlap(input: ReportInput): Chosen | undefined {
  let best: Chosen | undefined;
  for (const source of input.sources.observations) {
    const cut = cutToSpan(source, input);
    if (cut === undefined) continue;
    if (cut.toSec - cut.fromSec >= ENOUGH * (input.toSec - input.fromSec)) return cut;
    if (best === undefined || cut.toSec - cut.fromSec > best.toSec - best.fromSec) best = cut;
  }
  return best;
}

function cutToSpan(
  source: Source<Observations>,
  span: { readonly fromSec: number; readonly toSec: number },
): Chosen | undefined {
  const covered = coverage(source.series);
  const fromSec = Math.max(covered.fromSec, span.fromSec);
  const toSec = Math.min(covered.toSec, span.toSec);
  if (fromSec >= toSec) return undefined;
  return { observations: source.series, used: describeSource(source), fromSec, toSec };
}

/** Moments that charts mark: named causes, and the moments of hashrate claims where no cause is named. */
function chartEvents(input: ReportInput): ChartEvent[] {
  const events = new Map<number, string>();
  for (const claim of input.claims) {
    if (claim.kind === 'cause') events.set(claim.atSec, words(claim.cause));
  }
  for (const claim of input.claims) {
    if (claim.kind === 'hashrate-change' && !events.has(claim.atSec)) {
      events.set(claim.atSec, claim.size < 0 ? 'Claimed fall' : 'Claimed rise');
    }
  }
  return [...events].map(([time, label]) => ({ time, label })).sort((a, b) => a.time - b.time);
}

/** `internet-shutdown` as `Internet shutdown`. */
export function words(id: string): string {
  const text = id.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Events that lie within a chart's span. */
export function within<Item extends { readonly time: number }>(
  items: readonly Item[],
  fromSec: number,
  toSec: number,
): Item[] {
  return items.filter(({ time }) => time >= fromSec && time <= toSec);
}

/** Periods that lie within a chart's span, at least in part. */
export function periodsWithin(periods: readonly ChartPeriod[], fromSec: number, toSec: number): ChartPeriod[] {
  return periods.filter(({ from, to }) => from < toSec && to > fromSec);
}
