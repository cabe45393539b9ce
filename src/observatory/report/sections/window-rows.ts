import type { Chosen } from '../../answers/sources.ts';
import { pointFromCount } from '../../answers/hashrate-answer.ts';
import type { Interval } from '../../hashrate/interval.ts';
import { hashrateRatio } from '../../hashrate/ratio.ts';
import { countWindow, coverage, DAY_SEC } from '../../series/observations.ts';
import type { WindowCount } from '../../series/window-count.ts';
import { momentText, plusMinusText, shareText, spanText } from '../figures.ts';
import type { ReportTable } from '../report-document.ts';
import type { ReportInput } from '../report-input.ts';
import type { ReportFacts } from '../report-facts.ts';
import { words } from '../report-facts.ts';

/** One window's hashrate, and its change against the first window. */
export interface WindowRow {
  readonly name: string;
  /** Where the window lies, for a sentence: `in \u201cBlackout\u201d`, `from 1 March 2021 to 24 March 2021`. */
  readonly place: string;
  readonly count: WindowCount;
  readonly hashrate: Interval;
  readonly sigma: string;
  /** Against the first window; `null` for the first. */
  readonly change: Interval | null;
}

/** The named windows that are covered; without any, even parts of the span. */
export function windowRows({ input }: Pick<ReportFacts, 'input'>, chosen: Chosen): WindowRow[] {
  const covered = coverage(chosen.observations);
  const named = input.windows
    .filter(({ fromSec, toSec }) => fromSec >= covered.fromSec && toSec <= covered.toSec && toSec > fromSec)
    .map(({ id, fromSec, toSec }) => ({ name: words(id), fromSec, toSec }));
  const spans = named.length > 0 ? named : evenSpans(chosen);
  const counts = spans.map((span) => countWindow(chosen.observations, span.fromSec, span.toSec));
  return spans.map(({ name, fromSec, toSec }, i) => {
    const count = counts[i]!;
    const { low, median, high, estimate, sigma } = pointFromCount(count, input.level);
    return {
      name,
      place: named.length > 0 ? `in \u201c${name}\u201d` : `from ${spanText(fromSec, toSec)}`,
      count,
      hashrate: { low, median, high },
      sigma: plusMinusText(estimate, sigma),
      change: i === 0 ? null : hashrateRatio({ baseline: counts[0]!, window: count, level: input.level }),
    };
  });
}

/** Parts that a span without named windows is cut into, at most; the last may be shorter. */
const MAX_PARTS = 12;

function evenSpans({ fromSec, toSec, observations }: Chosen): { name: string; fromSec: number; toSec: number }[] {
  const least = observations.kind === 'days' || toSec - fromSec > MAX_PARTS * DAY_SEC ? DAY_SEC : DAY_SEC / 4;
  const stepSec = Math.max(1, Math.ceil((toSec - fromSec) / MAX_PARTS / least)) * least;
  if (toSec - fromSec <= stepSec) return [{ name: 'The whole span', fromSec, toSec }];
  const spans: { name: string; fromSec: number; toSec: number }[] = [];
  for (let at = fromSec; at < toSec; at += stepSec) {
    spans.push({ name: `From ${momentText(at)}`, fromSec: at, toSec: Math.min(at + stepSec, toSec) });
  }
  return spans;
}

/** The windows as a table. */
export function windowsTable(
  rows: readonly WindowRow[],
  { level, windows }: Pick<ReportInput, 'level' | 'windows'>,
): ReportTable {
  const isNamed = windows.length > 0;
  return {
    kind: 'table',
    caption: `Hashrate of each window, with intervals that hold the truth with ${shareText(level)} probability`,
    columns: [
      ...(isNamed ? [{ key: 'name', label: 'Window', type: 'text' as const }] : []),
      { key: 'from', label: 'From (UTC)', type: 'time' },
      { key: 'to', label: 'To (UTC)', type: 'time' },
      { key: 'blocks', label: 'Blocks', type: 'count' },
      { key: 'hashrate', label: 'Hashrate', type: 'hashrate-interval' },
      { key: 'sigma', label: 'By count, \u00b1 1 sigma', type: 'text' },
      {
        key: 'change',
        label: isNamed ? `Against \u201c${rows[0]!.name}\u201d` : 'Against the first',
        type: 'change-interval',
      },
    ],
    rows: rows.map(({ name, count, hashrate, sigma, change }) => ({
      name,
      from: count.fromSec,
      to: count.toSec,
      blocks: count.blocks,
      hashrate,
      sigma,
      change,
    })),
  };
}
