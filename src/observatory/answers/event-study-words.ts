import type { EventOdds, EventStudyDocument, StudiedEvent, StudyHorizon } from '../events/study/study-document.ts';
import { formatChange, formatUtc, threeDigits } from './units.ts';

type Studied = Pick<EventStudyDocument, 'asset' | 'event' | 'against' | 'hourly' | 'daily' | 'odds' | 'level'>;

/** Odds above this are written as "over": what lies beyond rests on the model more than on the prices. */
const MOST_ODDS = 1000;

/** The study in plain sentences: the odds where two events are compared, then the figures most asked for. */
export function studySentence(studied: Studied): string {
  const { hourly, daily, odds, asset, event } = studied;
  const parts: string[] = [];
  if (odds !== null) parts.push(oddsSentence(odds));
  if (hourly !== null) {
    const [hour] = hourly.horizons;
    const day = hourly.horizons.find(({ length }) => length === 86_400);
    parts.push(`${asset} ${changeText(hour!.ratio)} in the hour after ${eventText(event)}, ${rarityText(hour!)}.`);
    if (day !== undefined) parts.push(`Over 24 h it ${changeText(day.ratio)}, ${rarityText(day)}.`);
  } else if (daily !== null) {
    const [day] = daily.horizons;
    parts.push(
      `${asset} ${changeText(day!.ratio)} on the day of ${eventText(event)}; beyond what other coins did, it ${changeText(day!.abnormal)}, ${rarityText(day!)}.`,
    );
  }
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
    `The path fits a move from ${eventText(better)} better than one from ${eventText(other)}, by odds of ${oddsText(factor)} to 1 ` +
    `(${oddsText(low)} to ${oddsText(high)}; ${oddsText(least)} to ${oddsText(most)} if such moves were half or twice as large); ` +
    `odds that lean as far that way come in ${shareText(odds.luck)} of windows without either event (${odds.verdict}).`
  );
}

/** An event as a sentence names it: its first clause, with its time. */
function eventText({ what, from, to }: StudiedEvent): string {
  const isDay = from % 86_400 === 0 && to - from === 86_400;
  const time = isDay ? formatUtc(from).slice(0, 10) : formatUtc(from);
  const clause = what.split(/ ?[;:(]|, /, 1)[0]!.trim();
  return clause === '' ? time : `\u201c${clause}\u201d (${time})`;
}

function changeText(ratio: number): string {
  const text = formatChange(ratio).slice(1);
  return /^0(?:\.0+)? %$/.test(text) ? 'did not move' : `${ratio < 1 ? 'fell' : 'rose'} by ${text}`;
}

/** How rare a move is, with the verdict on the claim that it was more than usual. */
function rarityText({ pValue, verdict }: StudyHorizon): string {
  return `a move as large in ${shareText(pValue)} of comparable windows (${verdict})`;
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
