import { answerChanges } from '../observatory/answers/changes-answer.ts';
import { answerClaim } from '../observatory/answers/claim-answer.ts';
import { answerDifficultyHistory } from '../observatory/answers/difficulty-history-answer.ts';
import { answerDifficulty } from '../observatory/answers/difficulty-answer.ts';
import { answerHashrate } from '../observatory/answers/hashrate-answer.ts';
import type { WindowLength } from '../observatory/answers/quantities.ts';
import { MAX_RISE } from '../observatory/answers/quantities.ts';
import { answerBlocks, answerDays } from '../observatory/answers/series-answers.ts';
import { describeSource } from '../observatory/answers/sources.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';
import type { Route } from './route.ts';

/** What the dashboard answers from. */
export interface ObservatoryHoldings {
  /** The sources as they stand: they grow while the node follows the chain. */
  readonly sources: () => ObservatorySources;
  readonly version: string;
}

/** The API's questions about the chain: each gives the document that the command of the same name prints. */
export function observatoryRoutes({ sources: now, version }: ObservatoryHoldings): Route[] {
  return [
    {
      path: 'status',
      summary: 'What the server answers from',
      params: [],
      answer: () => statusDocument(now(), version),
    },
    {
      path: 'hashrate',
      summary: 'Hashrate of a span: as a whole, in windows, and as a trend with its band',
      example: { from: '2022-01-01', to: '2022-01-08' },
      params: ['from', 'to', 'window', 'step', 'level'],
      answer: (query) => answerHashrate(now(), { ...span(query), ...windowing(query), level: query.level() }),
    },
    {
      path: 'claim',
      summary: 'A claimed change of the hashrate, tested',
      example: { drop: '12%', at: '2022-01-05T10:30Z' },
      params: ['drop', 'rise', 'at', 'baseline', 'window', 'level'],
      answer: (query) => answerClaim(now(), claimQuestion(query)),
    },
    {
      path: 'changes',
      summary: 'When the hashrate changed beyond luck and growth',
      example: { from: '2021-04-01', to: '2021-08-01' },
      params: ['from', 'to', 'level'],
      answer: (query) => answerChanges(now(), { ...span(query), level: query.level() }),
    },
    {
      path: 'difficulty',
      summary: 'The next retarget as a distribution',
      params: ['level'],
      answer: (query) => answerDifficulty(now(), { level: query.level() }),
    },
    {
      path: 'difficulty/history',
      summary: 'Every retarget so far',
      params: ['level'],
      answer: (query) => answerDifficultyHistory(now(), { level: query.level() }),
    },
    {
      path: 'blocks',
      summary: 'Single blocks of a span',
      example: { from: '2022-01-05', to: '2022-01-06' },
      params: ['from', 'to'],
      answer: (query) => answerBlocks(now(), span(query)),
    },
    {
      path: 'days',
      summary: 'Blocks per day of a span',
      example: { from: '2022-01-01', to: '2022-01-08' },
      params: ['from', 'to'],
      answer: (query) => answerDays(now(), span(query)),
    },
  ];
}

/** What the server answers from: `GET /api/v1/status`. */
function statusDocument(sources: ObservatorySources, version: string): object {
  const { network, observations } = sources;
  return {
    schema: 'vigil.status/1',
    version,
    network,
    sources: observations.map((source) => describeSource(source)),
  };
}

/** `from` and `to`, each left out when it is not given. */
export function span(query: Query): { readonly fromSec?: number; readonly toSec?: number } {
  const fromSec = query.time('from');
  const toSec = query.time('to');
  return { ...(fromSec === undefined ? {} : { fromSec }), ...(toSec === undefined ? {} : { toSec }) };
}

function windowing(query: Query): { readonly window?: WindowLength; readonly stepSec?: number } {
  const window = query.window('window');
  const stepSec = query.duration('step');
  return { ...(window === undefined ? {} : { window }), ...(stepSec === undefined ? {} : { stepSec }) };
}

function claimQuestion(query: Query): Parameters<typeof answerClaim>[1] {
  const drop = query.share('drop', 1);
  const rise = query.share('rise', MAX_RISE);
  const atSec = query.time('at');
  const size = drop ?? rise;
  if (size === undefined || (drop !== undefined && rise !== undefined)) {
    throw new BadQuery('give what is claimed as drop=12% or rise=9%, one of them');
  }
  if (atSec === undefined) throw new BadQuery('give at, the time of the change, such as at=2022-01-05T10:30Z');
  return {
    direction: drop === undefined ? 'rise' : 'drop',
    size,
    atSec,
    baselineSec: query.duration('baseline') ?? 604_800,
    windowSec: query.duration('window') ?? 86_400,
    level: query.level(),
  };
}
