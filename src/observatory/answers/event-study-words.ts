import type { EventOdds, EventStudyDocument, StudiedEvent, StudyHorizon } from '../events/study/study-document.ts';
import { shortEventName } from '../events/known-event.ts';
import { formatChange, formatUtc, threeDigits } from './units.ts';

type Studied = Pick<EventStudyDocument, 'asset' | 'event' | 'against' | 'hourly' | 'daily' | 'odds' | 'level'>;

/** Odds above this are written as "over": what lies beyond rests on the model more than on the prices. */
const MOST_ODDS = 1000;

/** The study in plain sentences: the odds where two events are compared, then the figures most asked for. */
export function studySentence({ hourly, daily, odds, asset, event }: Studied): string {
  const parts: string[] = [];
  if (odds !== null) parts.push(oddsHeadline(odds));
  if (hourly !== null) {
    const [hour] = hourly.horizons;
    const day = hourly.horizons.find(({ length }) => length === 86_400);
    if (odds === null || day === undefined) {
      parts.push(`${asset} ${changeText(hour!.ratio)} in the hour after ${eventText(event)}, ${rarityText(hour!)}.`);
      if (day !== undefined) parts.push(`Over 24 h it ${changeText(day.ratio)}, ${rarityText(day)}.`);
    } else {
      parts.push(`In the 24 h after ${nameOf(event)} ${asset} ${changeText(day.ratio)}, ${rarityText(day)}.`);
    }
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

/** Which of the two, how far, how sure, and how often chance leans as far: all that is known of the odds. */
export function oddsSentence(odds: EventOdds): string {
  const { write } = sidesOf(odds);
  const sizes = [odds.withHalfSizes, odds.withDoubleSizes].map(write);
  return `${oddsHeadline(odds)} If moves after events were half or twice as large as supposed, the odds would be ${sizes.join(' and ')} to 1. The verdict on the better fit: ${odds.verdict}.`;
}

function oddsHeadline(odds: EventOdds): string {
  const { better, other, write, ends } = sidesOf(odds);
  return (
    `The path fits a move from ${eventText(better)} better than one from ${eventText(other)}, by odds of ${write(odds.factor)} to 1 ` +
    `(${ends.map(write).join(' to ')}), which lean as far that way in ${shareText(odds.luck)} of windows without either event.`
  );
}

/** The odds turned so that they speak for the better fit. */
function sidesOf(odds: EventOdds): {
  readonly better: StudiedEvent;
  readonly other: StudiedEvent;
  readonly ends: readonly number[];
  readonly write: (factor: number) => string;
} {
  const [first, second] = odds.between;
  if (odds.factor >= 1) return { better: first, other: second, ends: [odds.low, odds.high], write: oddsText };
  return { better: second, other: first, ends: [odds.high, odds.low], write: (factor) => oddsText(1 / factor) };
}

/** An event as a sentence names it, with its time. */
function eventText(event: StudiedEvent): string {
  const { from, to } = event;
  const isDay = from % 86_400 === 0 && to - from === 86_400;
  const time = isDay ? formatUtc(from).slice(0, 10) : formatUtc(from);
  const name = nameOf(event);
  return name === time ? time : `${name} (${time})`;
}

function nameOf({ id, what, from }: StudiedEvent): string {
  const name = shortEventName({ id, what });
  if (name === '') return formatUtc(from);
  return name.startsWith('the ') ? name : `\u201c${name}\u201d`;
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
