import { pointFromCount, trendBins } from '../../answers/hashrate-answer.ts';
import { formatDay, formatHashrate } from '../../answers/units.ts';
import type { Interval } from '../../hashrate/interval.ts';
import { hashrateRatio } from '../../hashrate/ratio.ts';
import { estimateTrend } from '../../hashrate/trend.ts';
import { binCounts, countWindow, coverage, DAY_SEC } from '../../series/observations.ts';
import type { WindowCount } from '../../series/window-count.ts';
import type { Chosen } from '../../answers/sources.ts';
import {
  changeIntervalText,
  counted,
  hashrateIntervalText,
  plusMinusText,
  momentText,
  shareText,
  sizeText,
  spanText,
} from '../figures.ts';
import type { DaysChart, HashrateChart, ReportPart, ReportSection, ReportTable } from '../report-document.ts';
import { luckRange } from '../luck-range.ts';
import type { ReportFacts } from '../report-facts.ts';
import { periodsWithin, within, words } from '../report-facts.ts';

/** What the blocks say: windows with intervals, the trend with its band, counts a day with what luck allows. */
export function blocksSection(facts: ReportFacts): ReportSection {
  const head = { id: 'blocks', title: 'What the blocks say' };
  const { chosen, input } = facts;
  if (chosen === undefined) {
    return {
      ...head,
      sentence: 'Nothing can be told of the hashrate: no blocks of this span are at hand.',
      parts: [],
      missing: `Headers or block times for ${spanText(input.fromSec, input.toSec)} would be needed (--headers or --times).`,
    };
  }
  const rows = windowRows(facts, chosen);
  const days = dayRows(chosen, input.level);
  const parts: ReportPart[] = [hashrateChart(facts, chosen), windowsTable(rows, input.level)];
  if (days.rows.length > 1)
    parts.push(
      { kind: 'text', text: daysText(days, input.level) },
      daysChart(facts, days),
      daysTable(days, input.level),
    );
  return {
    ...head,
    sentence: sentenceOf(rows),
    parts,
    missing: facts.cut === undefined ? null : `${facts.cut}.`,
  };
}

interface WindowRow {
  readonly name: string;
  readonly count: WindowCount;
  readonly hashrate: Interval;
  readonly sigma: string;
  /** Against the first window; `null` for the first. */
  readonly change: Interval | null;
}

function windowRows({ input }: ReportFacts, chosen: Chosen): WindowRow[] {
  const covered = coverage(chosen.observations);
  const named = input.windows
    .filter(({ fromSec, toSec }) => fromSec >= covered.fromSec && toSec <= covered.toSec && toSec > fromSec)
    .map(({ id, fromSec, toSec }) => ({ name: words(id), fromSec, toSec }));
  const spans = named.length > 0 ? named : evenSpans(chosen);
  const counts = spans.map((span) => countWindow(chosen.observations, span.fromSec, span.toSec));
  return spans.map(({ name }, i) => {
    const count = counts[i]!;
    const { low, median, high, estimate, sigma } = pointFromCount(count, input.level);
    return {
      name,
      count,
      hashrate: { low, median, high },
      sigma: plusMinusText(estimate, sigma),
      change: i === 0 ? null : hashrateRatio({ baseline: counts[0]!, window: count, level: input.level }),
    };
  });
}

/** Cuts a span without named windows into weeks or, when it is short, days; at most a dozen. */
function evenSpans({ fromSec, toSec, observations }: Chosen): { name: string; fromSec: number; toSec: number }[] {
  const least = observations.kind === 'days' || toSec - fromSec > 12 * DAY_SEC ? DAY_SEC : DAY_SEC / 4;
  const stepSec = Math.max(1, Math.ceil((toSec - fromSec) / 12 / least)) * least;
  const spans: { name: string; fromSec: number; toSec: number }[] = [];
  for (let at = fromSec; at + stepSec <= toSec; at += stepSec) {
    spans.push({ name: `from ${momentText(at)}`, fromSec: at, toSec: at + stepSec });
  }
  return spans.length > 0 ? spans : [{ name: 'the whole span', fromSec, toSec }];
}

function windowsTable(rows: readonly WindowRow[], level: number): ReportTable {
  return {
    kind: 'table',
    caption: `Hashrate of each window, with intervals that hold the truth with ${shareText(level)} probability`,
    columns: [
      { key: 'name', label: 'Window', type: 'text' },
      { key: 'from', label: 'From (UTC)', type: 'time' },
      { key: 'to', label: 'To (UTC)', type: 'time' },
      { key: 'blocks', label: 'Blocks', type: 'count' },
      { key: 'hashrate', label: 'Hashrate', type: 'hashrate-interval' },
      { key: 'sigma', label: 'By count, \u00b1 1 sigma', type: 'text' },
      { key: 'change', label: `Against \u201c${rows[0]!.name}\u201d`, type: 'change-interval' },
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

/** The windows' hashrates, and whether the change can be told from luck. */
function sentenceOf(rows: readonly WindowRow[]): string {
  const first = rows[0]!;
  const inFirst = `The hashrate was ${hashrateIntervalText(first.hashrate)} in \u201c${first.name}\u201d`;
  const others = rows
    .slice(1, 4)
    .flatMap(({ name, hashrate, change }) =>
      change === null
        ? []
        : [
            `${hashrateIntervalText(hashrate)} in \u201c${name}\u201d (${changeIntervalText(change)}, ${toldFromLuck(change)})`,
          ],
    );
  return `${[inFirst, ...others].join('; ')}.`;
}

/** Whether an interval of a ratio holds no change at all. */
function toldFromLuck(change: Interval): string {
  if (change.high < 1) return 'a fall beyond luck';
  return change.low > 1 ? 'a rise beyond luck' : 'not to be told from luck';
}

/** The whole in one sentence: how the main window compares with the first, or the span's hashrate where none is named. */
export function blocksHeadline(facts: ReportFacts): string {
  const { chosen, input } = facts;
  if (chosen === undefined) return 'Nothing can be told of the hashrate: no blocks of this span are at hand.';
  const rows = windowRows(facts, chosen);
  const [first, main] = rows;
  if (input.windows.length < 2 || main === undefined || main.change === null) {
    const { blocks, exposure } = countWindow(chosen.observations, chosen.fromSec, chosen.toSec);
    const whole = pointFromCount({ fromSec: chosen.fromSec, toSec: chosen.toSec, blocks, exposure }, input.level);
    return `The hashrate was ${hashrateIntervalText(whole)}, from ${counted(blocks, 'block')}.`;
  }
  const change = changeIntervalText(main.change);
  const against = `in \u201c${main.name}\u201d against \u201c${first!.name}\u201d`;
  if (main.change.high < 1) return `The blocks show a fall of the hashrate beyond luck: ${change} ${against}.`;
  if (main.change.low > 1) return `The blocks show a rise of the hashrate beyond luck: ${change} ${against}.`;
  return `The blocks show no change of the hashrate that can be told from luck: ${change} ${against}.`;
}

function hashrateChart(facts: ReportFacts, chosen: Chosen): HashrateChart {
  const { input, events, periods } = facts;
  const { fromSec, toSec } = chosen;
  const bins = trendBins(chosen.observations, countWindow(chosen.observations, fromSec, toSec));
  const { points } = estimateTrend(bins, input.level);
  const first = points[0]!;
  const last = points.at(-1)!;
  const claimed = claimedLevels(facts, fromSec, toSec);
  return {
    kind: 'chart',
    chart: 'hashrate',
    title: 'Hashrate',
    caption:
      `The band holds the hashrate with ${shareText(input.level)} probability at each moment, its darker part with half. ` +
      `Each dot is what the blocks of one bin alone would say${claimed.length > 0 ? '; dashed: where the claims would have it' : ''}.`,
    summary:
      `The hashrate goes from ${hashrateIntervalText(first)} on ${momentText(first.timeSec)} to ` +
      `${hashrateIntervalText(last)} on ${momentText(last.timeSec)}.`,
    trend: points.map(({ timeSec, median, low, high, low50, high50 }) => ({
      time: timeSec,
      median,
      low,
      high,
      low50,
      high50,
    })),
    raw: bins.map((bin) => ({
      from: bin.fromSec,
      to: bin.toSec,
      blocks: bin.blocks,
      hashrate: bin.blocks / bin.exposure,
    })),
    events: within(events, fromSec, toSec),
    periods: periodsWithin(periods, fromSec, toSec),
    claimed,
  };
}

/** What the first and the largest claimed change would look like over the longest window they were tested on. */
function claimedLevels(
  { input, claims, chosen }: ReportFacts,
  fromSec: number,
  toSec: number,
): HashrateChart['claimed'] {
  const tested = input.claims.flatMap((claim) => {
    const judged = claims.find(({ id }) => id === claim.id);
    const baseline = judged?.numbers['baselineHashrate'];
    if (claim.kind !== 'hashrate-change' || typeof baseline !== 'object' || baseline === null) return [];
    const to = claim.atSec + Math.max(...claim.windowsSec);
    return [
      {
        from: claim.atSec,
        to,
        level: baseline.median * (1 + claim.size),
        label: claimLabel(claim.size),
        size: claim.size,
      },
    ];
  });
  const largest = tested.reduce<(typeof tested)[number] | undefined>(
    (best, other) => (best === undefined || Math.abs(other.size) > Math.abs(best.size) ? other : best),
    undefined,
  );
  const shown = [...new Set([tested[0], largest])].filter((claim) => claim !== undefined);
  return shown
    .filter(({ from, to }) => chosen !== undefined && from < toSec && to > fromSec)
    .map(({ from, to, level, label }) => ({ from: Math.max(from, fromSec), to: Math.min(to, toSec), level, label }));
}

function claimLabel(size: number): string {
  return `claimed: ${size < 0 ? '\u2212' : '+'}${sizeText(size)}`;
}

interface DayRows {
  readonly rows: DaysChart['days'];
  /** Days outside of what luck allows. */
  readonly outside: readonly DaysChart['days'][number][];
  readonly hashrate: Interval;
}

/** Blocks of each whole UTC day, against a steady hashrate: the mean of all of them. */
function dayRows({ observations, fromSec, toSec }: Chosen, level: number): DayRows {
  const start = Math.ceil(fromSec / DAY_SEC) * DAY_SEC;
  const counts = binCounts(observations, { fromSec: start, toSec, stepSec: DAY_SEC });
  const blocks = counts.reduce((sum, day) => sum + day.blocks, 0);
  const exposure = counts.reduce((sum, day) => sum + day.exposure, 0);
  const rows = counts.map((day) => {
    const expected = (blocks / exposure) * day.exposure;
    return {
      day: day.fromSec,
      blocks: day.blocks,
      expected,
      ...luckRange(expected, level),
    };
  });
  const whole = { fromSec: start, toSec, blocks, exposure };
  const { low, median, high } = counts.length === 0 ? { low: 0, median: 0, high: 0 } : pointFromCount(whole, level);
  return {
    rows,
    outside: rows.filter((day) => day.blocks < day.low || day.blocks > day.high),
    hashrate: { low, median, high },
  };
}

function daysText({ rows, outside, hashrate }: DayRows, level: number): string {
  const tail = (1 - level) / 2;
  // Counts are whole numbers, so the range is passed somewhat less often than 1 - level.
  const allowed = rows.length * (1 - level);
  const named = outside.map(({ day, blocks }) => `${formatDay(day)} (${blocks})`).join(', ');
  const found =
    outside.length === 0
      ? 'None lies outside'
      : `${counted(outside.length, 'day')} of ${rows.length} ${outside.length === 1 ? 'lies' : 'lie'} outside`;
  return (
    `At one steady hashrate, the mean of these days (${formatHashrate(hashrate.median)}), luck alone would put the count of ` +
    `${shareText(1 - 2 * tail)} of days into the range shown. ${found}${outside.length > 0 && outside.length <= 12 ? `: ${named}` : ''}; ` +
    `luck alone would put about ${allowed < 10 ? Math.round(allowed * 10) / 10 : Math.round(allowed)} there.`
  );
}

function daysChart({ events, periods, input }: ReportFacts, { rows, outside }: DayRows): DaysChart {
  const fromSec = rows[0]!.day;
  const toSec = rows.at(-1)!.day + DAY_SEC;
  const counts = rows.map((day) => day.blocks);
  return {
    kind: 'chart',
    chart: 'days',
    title: 'Blocks a day, and what luck allows',
    caption: `The band is the range into which luck puts ${shareText(input.level)} of days at one steady hashrate; days outside are red.`,
    summary:
      `From ${Math.min(...counts)} to ${Math.max(...counts)} blocks were found a day; ${outside.length} of ${rows.length} days lie ` +
      `outside of the range in which a steady hashrate puts ${shareText(input.level)} of days.`,
    days: rows,
    events: within(events, fromSec, toSec),
    periods: periodsWithin(periods, fromSec, toSec),
  };
}

/** Longest table of days that is printed; charts show longer spans. */
const MAX_DAY_ROWS = 62;

function daysTable({ rows }: DayRows, level: number): ReportTable {
  const shown = rows.slice(0, MAX_DAY_ROWS);
  const cut = rows.length > shown.length ? ` (the first ${shown.length} of ${rows.length} days)` : '';
  return {
    kind: 'table',
    caption: `Blocks a day, and the range that luck allows with ${shareText(level)} probability${cut}`,
    columns: [
      { key: 'day', label: 'Day (UTC)', type: 'day' },
      { key: 'blocks', label: 'Blocks', type: 'count' },
      { key: 'expected', label: 'Expected', type: 'count' },
      { key: 'low', label: 'From', type: 'count' },
      { key: 'high', label: 'To', type: 'count' },
    ],
    rows: shown,
  };
}
