import type { EventOdds, EventStudyDocument, StudiedEvent, StudyHorizon } from '../events/study/study-document.ts';
import { formatChange, formatUtc, threeDigits } from './units.ts';

type Studied = Pick<EventStudyDocument, 'asset' | 'event' | 'against' | 'hourly' | 'daily' | 'odds' | 'level'>;

/** Odds above this are written as "over": what lies beyond rests on the model more than on the prices. */
const MOST_ODDS = 1000;

/** The study in plain sentences: the two figures most asked for, by the hour and by the day, then the odds. */
export function studySentence(studied: Studied): string {
  const parts: string[] = [];
  const { hourly, daily, odds, asset, event } = studied;
  if (hourly !== null) {
    parts.push(
      `${moveText(asset, hourly.horizons[0]!, 'hour')} after ${eventText(event)}: ${rarityText(hourly.horizons[0]!)}.`,
    );
    const day = hourly.horizons.find(({ length }) => length === 86_400);
    if (day !== undefined) parts.push(`Over 24 h it ${changeText(day)}: ${rarityText(day)}.`);
  }
  if (daily !== null && odds === null) {
    const [day] = daily.horizons;
    const start = hourly === null ? `${moveText(asset, day!, 'day')} of ${eventText(event)}` : 'That day';
    parts.push(
      `${start}${hourly === null ? ';' : ''} beyond what other coins did, it ${abnormalText(day!)}: ${rarityText(day!)}.`,
    );
  }
  if (odds !== null) parts.push(oddsSentence(odds));
  return parts.join(' ');
}

/** Says what the figures can show, and what not. */
export function studyLimits({ daily, odds }: Studied): string {
  const market =
    daily === null
      ? ''
      : ' Against the other coins it is seen whether the move was Bitcoin’s own: what moves all coins alike is no abnormal return there.';
  const both =
    odds === null
      ? 'Timing is all that a study of prices can show'
      : 'The odds tell when a move began, under the model that is named, and not why; they hold two moments against each other, and a third may be the right one. Timing is all that a study of prices can show';
  return `${both}: other news of the same hours would look the same, and news that was expected may have been paid for before.${market}`;
}

/** Which of the two, how far, how sure, and how often chance leans as far. */
export function oddsSentence(odds: EventOdds): string {
  const isFirst = odds.factor >= 1;
  const [better, other] = isFirst ? odds.between : [odds.between[1], odds.between[0]];
  const [factor, low, high, half, double] = (
    isFirst
      ? [odds.factor, odds.low, odds.high, odds.withHalfSizes, odds.withDoubleSizes]
      : [odds.factor, odds.high, odds.low, odds.withHalfSizes, odds.withDoubleSizes].map((value) => 1 / value)
  ) as [number, number, number, number, number];
  const [least, most] = [Math.min(half, double), Math.max(half, double)];
  return (
    `The path fits a move that begins with ${eventText(better)} better than one that begins with ${eventText(other)}, by odds of ` +
    `${oddsText(factor)} to 1 (${oddsText(low)} to ${oddsText(high)}; ${oddsText(least)} to ${oddsText(most)} if such moves were half or twice as large), ` +
    `and in ${shareText(odds.luck)} of windows without either the odds lean as far that way: ${odds.verdict}.`
  );
}

/** An event as a sentence names it, with its time. */
function eventText({ what, from, to }: StudiedEvent): string {
  const time = from % 86_400 === 0 && to - from === 86_400 ? formatUtc(from).slice(0, 10) : formatUtc(from);
  return what === '' ? time : `\u201c${what}\u201d (${time})`;
}

function moveText(asset: string, horizon: StudyHorizon, unit: 'hour' | 'day'): string {
  return `${asset} ${changeText(horizon)} in the ${unit}`;
}

function changeText({ ratio }: StudyHorizon): string {
  return changed(ratio);
}

function abnormalText({ abnormal }: StudyHorizon): string {
  return changed(abnormal);
}

function changed(ratio: number): string {
  const text = formatChange(ratio).slice(1);
  return /^0(?:\.0+)? %$/.test(text) ? 'did not move' : `${ratio < 1 ? 'fell' : 'rose'} by ${text}`;
}

/** How rare a move is, with the verdict on the claim that it was more than usual. */
function rarityText({ pValue, verdict }: StudyHorizon): string {
  return `as large or larger in ${shareText(pValue)} of comparable windows (${verdict})`;
}

/** A share of windows: `0.09 %`, `12 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent >= 9.95 ? String(Math.round(percent)) : percent.toPrecision(2).replace(/\.0$/, '')} %`;
}

function oddsText(factor: number): string {
  if (factor > MOST_ODDS) return `over ${MOST_ODDS}`;
  return factor < 0.01 ? 'under 0.01' : threeDigits(factor).replace(/\.0+$/, '');
}
