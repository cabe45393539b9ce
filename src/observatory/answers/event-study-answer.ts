import { hasHour } from '../events/known-event.ts';
import type { KnownEvent } from '../events/known-event.ts';
import { studyDays } from '../events/study/daily-study.ts';
import { HOURLY_HORIZONS, hourlyGround, studyHours } from '../events/study/hourly-study.ts';
import { MAX_HOURS_APART, moveOdds, ODDS_HOURS_AFTER } from '../events/study/move-odds.ts';
import type { EventOdds, EventStudyDocument, HourlyStudy, StudiedEvent } from '../events/study/study-document.ts';
import type { CloseSeries } from '../market/close-series.ts';
import { endOfCloses } from '../market/close-series.ts';
import type { DailyCloses } from '../market/price-series.ts';
import type { AnswerReject } from './sources.ts';
import { studyLimits, studySentence } from './event-study-words.ts';
import { formatUtc } from './units.ts';

/** Prices with where they come from, in words. */
export interface StudyPrices {
  /** Hourly closes of one coin. */
  readonly hourly?: { readonly series: CloseSeries; readonly description: string };
  /** Daily closes of that coin and others. */
  readonly daily?: { readonly closes: DailyCloses; readonly description: string };
  /** Everything known to have happened: no placebo window may hold any of it. */
  readonly known: readonly KnownEvent[];
}

/** Something to study: a known event, or a bare moment. */
export type StudySubject = Pick<KnownEvent, 'fromSec' | 'toSec' | 'what'> & { readonly id?: string };

/** What is asked of a study. */
export interface EventStudyQuestion {
  readonly event: StudySubject;
  readonly against?: StudySubject;
  readonly level: number;
}

const HOUR_SEC = 3600;

/** Studies what the price did after an event, and which of two events it fits better. */
export function answerEventStudy(prices: StudyPrices, question: EventStudyQuestion): EventStudyDocument | AnswerReject {
  const { event, against, level } = question;
  const notes: string[] = [];
  if (against !== undefined) {
    const apart = Math.abs(against.fromSec - event.fromSec);
    if (apart < HOUR_SEC || apart > MAX_HOURS_APART * HOUR_SEC) {
      return {
        code: 'bad-window',
        message: `two events are held against each other if 1 to ${MAX_HOURS_APART} h lie between them`,
      };
    }
    if (![event, against].every(hasHour)) {
      return {
        code: 'bad-window',
        message: 'two events are held against each other by the hour; one is known to the day only',
      };
    }
  }
  const hourly = hourlyOf(prices, question, notes);
  const daily = dailyOf(prices, question, notes);
  if (hourly === undefined && daily === null) {
    return { code: 'outside-coverage', message: `no study of ${formatUtc(event.fromSec)}: ${notes.join('; ')}` };
  }
  const odds = against === undefined ? undefined : oddsOf(prices, { ...question, against }, notes);
  const studied = {
    asset: prices.hourly?.series.asset ?? 'BTC',
    level,
    event: subjectOf(event),
    against: against === undefined ? null : subjectOf(against),
    hourly: hourly ?? null,
    daily,
    odds: odds ?? null,
  };
  return {
    schema: 'vigil.event-study/1',
    sentence: studySentence(studied),
    limits: studyLimits(studied),
    notes,
    sources: [prices.hourly?.description, prices.daily?.description].filter((text) => text !== undefined),
    ...studied,
  };
}

function subjectOf({ id, what, fromSec, toSec }: StudySubject): StudiedEvent {
  return { id: id ?? null, what, from: fromSec, to: toSec };
}

function hourlyOf(prices: StudyPrices, { event, level }: EventStudyQuestion, notes: string[]): HourlyStudy | undefined {
  if (!hasHour(event)) return void notes.push('the hour of the event is not known, so it is studied by the day only');
  const series = prices.hourly?.series;
  if (series === undefined) return void notes.push('there are no hourly prices');
  const hours = HOURLY_HORIZONS.filter((length) => event.fromSec + length * HOUR_SEC <= endOfCloses(series));
  if (hours.length === 0)
    return void notes.push(`the hourly prices end before ${HOURLY_HORIZONS[0]} h after the event`);
  const given = { prices: series, atSec: event.fromSec, hours, level, avoid: avoided(prices, event) };
  const ground = hourlyGround(given);
  if (typeof ground === 'string') return void notes.push(ground);
  const study = studyHours(ground, given);
  const { from } = study.horizons[0]!;
  if (from !== event.fromSec) {
    notes.push(`prices are hourly, so the windows begin with the last close before the event, at ${formatUtc(from)}`);
  }
  if (study.match.windows < 1000) notes.push(`only ${study.match.windows} placebo windows were found, not 1000`);
  return study;
}

function dailyOf(
  prices: StudyPrices,
  { event, level }: EventStudyQuestion,
  notes: string[],
): EventStudyDocument['daily'] {
  const { daily } = prices;
  if (daily === undefined) {
    notes.push('there are no daily closes of other coins, so nothing is held against the market');
    return null;
  }
  const study = studyDays({
    closes: daily.closes,
    asset: prices.hourly?.series.asset ?? 'BTC',
    atSec: event.fromSec,
    level,
    avoid: avoided(prices, event),
  });
  if (typeof study !== 'string') {
    if (study.match.windows < 1000)
      notes.push(`by the day, ${study.match.windows} placebo windows were found, not 1000`);
    return study;
  }
  notes.push(`by the day: ${study}`);
  return null;
}

function oddsOf(
  prices: StudyPrices,
  { event, against, level }: EventStudyQuestion & { readonly against: StudySubject },
  notes: string[],
): EventOdds | undefined {
  const series = prices.hourly?.series;
  if (series === undefined) return undefined;
  const [earlier, later] = event.fromSec <= against.fromSec ? [event, against] : [against, event];
  const closeBefore = ({ fromSec }: StudySubject): number => Math.floor((fromSec - series.fromSec) / HOUR_SEC) - 1;
  const apart = closeBefore(later) - closeBefore(earlier);
  if (apart < 1) return void notes.push('both events fall into one hour, which hourly prices can not part');
  const ground = hourlyGround({
    prices: series,
    atSec: earlier.fromSec,
    hours: [apart + ODDS_HOURS_AFTER],
    level,
    avoid: avoided(prices, earlier),
  });
  if (typeof ground === 'string') return void notes.push(ground);
  const starts = { first: closeBefore(event), second: closeBefore(against) };
  return { between: [subjectOf(event), subjectOf(against)], ...moveOdds(ground, starts, level) };
}

/** What happened before the event, but for prices' own marks: leaving those out would choose windows by their prices. */
function avoided({ known }: StudyPrices, event: StudySubject): readonly KnownEvent[] {
  return known.filter(({ fromSec, category }) => fromSec < event.fromSec && category !== 'market');
}
