import type { Interval } from '../../hashrate/interval.ts';
import { changeIntervalText, counted, hashrateIntervalText, spanText } from '../figures.ts';
import type { ReportPart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';
import { dayCounts, daysChart, daysTable, daysText } from './day-counts.ts';
import { hashrateChart } from './hashrate-part.ts';
import type { WindowRow } from './window-rows.ts';
import { windowRows, windowsTable } from './window-rows.ts';

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
  const days = dayCounts(chosen, input.level);
  const chart = hashrateChart(facts, chosen);
  const parts: ReportPart[] = [...(chart === undefined ? [] : [chart]), windowsTable(rows, input)];
  if (days.rows.length > 0) {
    const text: ReportPart = { kind: 'text', text: daysText(days, input.level) };
    parts.push(text, daysChart(facts, days), daysTable(days, input.level));
  }
  return {
    ...head,
    sentence: sentenceOf(rows, input.windows.length > 0),
    parts,
    missing: facts.cut === undefined ? null : `${facts.cut}.`,
  };
}

/**
 * The whole in one sentence: the second named window against the first or, where none are named, the last part of the
 * span against the first.
 */
export function blocksHeadline({ chosen, input }: ReportFacts): string {
  if (chosen === undefined) return 'Nothing can be told of the hashrate: no blocks of this span are at hand.';
  const rows = windowRows({ input }, chosen);
  const first = rows[0]!;
  const main = input.windows.length > 0 ? rows[1] : rows.at(-1);
  if (main === undefined || main.change === null) return sentenceOf(rows, input.windows.length > 0);
  const change = `${changeIntervalText(main.change)} ${main.place} against ${first.place.replace(/^(in|from) /, '')}`;
  if (main.change.high < 1) return `The blocks show a fall of the hashrate beyond luck: ${change}.`;
  if (main.change.low > 1) return `The blocks show a rise of the hashrate beyond luck: ${change}.`;
  return `The blocks show no change of the hashrate that can be told from luck: ${change}.`;
}

/** The windows' hashrates, and whether their change can be told from luck: all named ones, or the first and the last. */
function sentenceOf(rows: readonly WindowRow[], isNamed: boolean): string {
  const first = rows[0]!;
  const inFirst = `The hashrate was ${hashrateIntervalText(first.hashrate)} ${first.place}, from ${counted(first.count.blocks, 'block')}`;
  const others = (isNamed ? rows.slice(1, 6) : rows.slice(1).slice(-1)).flatMap(({ place, hashrate, change }) =>
    change === null
      ? []
      : [`${hashrateIntervalText(hashrate)} ${place}, ${changeIntervalText(change)}, ${toldFromLuck(change)}`],
  );
  return `${[inFirst, ...others].join('; ')}.`;
}

/** Whether an interval of a ratio holds no change at all. */
function toldFromLuck(change: Interval): string {
  if (change.high < 1) return 'a fall beyond luck';
  return change.low > 1 ? 'a rise beyond luck' : 'not to be told from luck';
}
