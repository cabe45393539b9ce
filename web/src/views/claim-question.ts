import type { ClaimQuestion } from '../../../src/observatory/answers/claim-answer.ts';
import type { ObservatorySources, Source } from '../../../src/observatory/answers/sources.ts';
import { blockSeries } from '../../../src/observatory/series/block-series.ts';
import { coverage, DAY_SEC } from '../../../src/observatory/series/observations.ts';
import type { Coverage, Observations } from '../../../src/observatory/series/observations.ts';
import type { BlocksDocument, DaysDocument, SourceUsed } from '../api/documents.ts';
import { formatDuration, formatIso, parseDuration, parseIso } from '../format/time.ts';

export type { ClaimQuestion } from '../../../src/observatory/answers/claim-answer.ts';

/** The press's claim of the reference event: what the tester opens with where its data are at hand. */
export const FIRST_QUESTION: ClaimQuestion = {
  direction: 'drop',
  size: 0.12,
  atSec: Date.UTC(2022, 0, 5, 10, 30) / 1000,
  baselineSec: 7 * 86_400,
  windowSec: 86_400,
  level: 0.9,
};

/** Shortest window or baseline that can be dragged. */
export const MIN_WINDOW_SEC = 3600;

/** Longest span of blocks that is fetched whole; of a longer one, the months around the question. */
const WHOLE_SEC = 300 * DAY_SEC;
/** Fetched spans begin and end on multiples of this, so that a drag does not fetch anew with each step. */
const FETCH_STEP_SEC = 32 * DAY_SEC;

/** What the tester opens with: the reference event, or the last day of other data. */
export function firstQuestion(sources: readonly SourceUsed[]): ClaimQuestion {
  const { atSec, baselineSec, windowSec } = FIRST_QUESTION;
  const [best] = sources;
  if (best === undefined || sources.some(({ from, to }) => from <= atSec - baselineSec && to >= atSec + windowSec)) {
    return FIRST_QUESTION;
  }
  const lastHour = Math.floor((best.to - windowSec) / 3600) * 3600;
  return fitToCoverage({ ...FIRST_QUESTION, atSec: lastHour }, { fromSec: best.from, toSec: best.to });
}

/** Which blocks a question needs, as the API's parameters; `undefined` when no single blocks are at hand. */
export function blocksAround(
  sources: readonly SourceUsed[],
  question: ClaimQuestion,
): { readonly from?: string; readonly to?: string } | undefined {
  const source = sources.find(({ kind }) => kind === 'blocks');
  if (source === undefined) return undefined;
  if (source.to - source.from <= WHOLE_SEC) return {};
  const start = question.atSec - question.baselineSec;
  const end = question.atSec + question.windowSec;
  return {
    from: String(Math.max(source.from, (Math.floor(start / FETCH_STEP_SEC) - 1) * FETCH_STEP_SEC)),
    to: String(Math.min(source.to, (Math.ceil(end / FETCH_STEP_SEC) + 1) * FETCH_STEP_SEC)),
  };
}

/** Reads a question from the address' choices; what is missing or unreadable is as in `first`. */
export function questionFromParams(
  params: Readonly<Record<string, string>>,
  first: ClaimQuestion = FIRST_QUESTION,
): ClaimQuestion {
  const rise = parsePercent(params['rise']);
  const drop = parsePercent(params['drop']);
  const level = Number(params['level']);
  return {
    direction: rise === undefined ? 'drop' : 'rise',
    size: rise ?? (drop !== undefined && drop <= 1 ? drop : FIRST_QUESTION.size),
    atSec: parseIso(params['at']) ?? first.atSec,
    baselineSec: parseDuration(params['baseline']) ?? first.baselineSec,
    windowSec: parseDuration(params['window']) ?? first.windowSec,
    level: level >= 0.5 && level <= 0.999 ? level : FIRST_QUESTION.level,
  };
}

/** Writes a question as choices of the address: the command line's flags. */
export function paramsOfQuestion(question: ClaimQuestion): Record<string, string> {
  const size = `${Math.round(question.size * 10_000) / 100}%`;
  return {
    drop: question.direction === 'drop' ? size : '',
    rise: question.direction === 'rise' ? size : '',
    at: formatIso(question.atSec),
    baseline: formatDuration(question.baselineSec),
    window: formatDuration(question.windowSec),
    level: question.level === FIRST_QUESTION.level ? '' : String(question.level),
  };
}

/** The same question on the command line. */
export function commandLine(question: ClaimQuestion): string {
  const { drop, rise, at, baseline, window, level } = paramsOfQuestion(question);
  const change = rise === '' ? `--drop ${drop}` : `--rise ${rise}`;
  return `vigil claim ${change} --at ${at} --baseline ${baseline} --window ${window}${level === '' ? '' : ` --level ${level}`}`;
}

/** Makes what the tester computes from: the same columns that the command line reads, single blocks before days. */
export function sourcesFromDocuments(
  blocks: BlocksDocument | undefined,
  days: DaysDocument | undefined,
): ObservatorySources {
  const observations: Source[] = [];
  if (blocks !== undefined) {
    const { firstHeight, times: timesSec, work, source } = blocks;
    const series = blockSeries({ firstHeight, timesSec, work, timeSource: source.timeSource });
    observations.push({ description: source.description, series });
  }
  if (days !== undefined) {
    const counts = days.days.map(({ from, to, blocks: count, exposure }) => ({
      fromSec: from,
      toSec: to,
      blocks: count,
      exposure,
    }));
    observations.push({ description: days.source.description, series: { kind: 'days', days: counts } });
  }
  return { network: (blocks ?? days)?.network ?? 'mainnet', observations };
}

/** Moves a question's windows so that both lie within what is covered; lengths give way last. */
export function fitToCoverage(question: ClaimQuestion, covered: Coverage): ClaimQuestion {
  const room = covered.toSec - covered.fromSec;
  const windowSec = Math.min(question.windowSec, Math.max(MIN_WINDOW_SEC, room - MIN_WINDOW_SEC));
  const baselineSec = Math.min(question.baselineSec, Math.max(MIN_WINDOW_SEC, room - windowSec));
  const atSec = Math.min(covered.toSec - windowSec, Math.max(covered.fromSec + baselineSec, question.atSec));
  return { ...question, atSec, baselineSec, windowSec };
}

/** The chart that a question's windows are moved on: which counts, over which span, in bins of which length. */
export interface Ground {
  readonly observations: Observations;
  /** First and last moment, both within what is covered. */
  readonly domain: readonly [fromSec: number, toSec: number];
  readonly stepSec: number;
}

/** Lengths that bins of single blocks may have, longest first. */
const GROUND_STEPS = [DAY_SEC, 6 * 3600, 3600, 900] as const;

/** Fewest bins of a chart, where there are data for them. */
const MIN_GROUND_BINS = 8;

/**
 * Chooses the chart's span: all of a month's blocks, or some four times the windows' span of a longer history.
 *
 * The observations cover two hours at least (`whatIsMissing` says so of shorter ones), and whole days where they are
 * counts a day.
 */
export function groundAround(observations: Observations, question: ClaimQuestion): Ground {
  const covered = coverage(observations);
  const span = question.baselineSec + question.windowSec;
  const whole = covered.toSec - covered.fromSec <= Math.max(45 * DAY_SEC, span * 1.5);
  const middle = question.atSec + (question.windowSec - question.baselineSec) / 2;
  const from = whole ? covered.fromSec : Math.max(covered.fromSec, middle - span * 2);
  const to = whole ? covered.toSec : Math.min(covered.toSec, middle + span * 2);
  const longest = observations.kind === 'days' || span > 40 * DAY_SEC ? DAY_SEC : 6 * 3600;
  const stepSec =
    observations.kind === 'days'
      ? DAY_SEC
      : (GROUND_STEPS.find((step) => step <= longest && (to - from) / step >= MIN_GROUND_BINS + 1) ?? 600);
  return { observations, stepSec, domain: [Math.ceil(from / stepSec) * stepSec, Math.floor(to / stepSec) * stepSec] };
}

/** Whether single blocks cover a question; else it is answered from counts a day. */
export function finestCovering(sources: ObservatorySources, question: ClaimQuestion): Observations | undefined {
  for (const source of sources.observations) {
    const { fromSec, toSec } = coverage(source.series);
    if (question.atSec - question.baselineSec >= fromSec && question.atSec + question.windowSec <= toSec)
      return source.series;
  }
  return undefined;
}

function parsePercent(text: string | undefined): number | undefined {
  const match = /^(\d{1,5}(?:\.\d{1,6})?)(%?)$/.exec(text ?? '');
  if (match === null) return undefined;
  const share = match[2] === '%' ? Number(match[1]) / 100 : Number(match[1]);
  return share > 0 && share <= 100 ? share : undefined;
}
