import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import type { History, HistorySpan } from './histories.ts';

/** How far back the product's forecast looks (`src/observatory/answers/difficulty-answer.ts`), days. */
export const LOOK_BACK_DAYS = 90;

/** A history as long as the product looks back, before and after its moment of interest, and two epochs more. */
export const LONG_SPAN: HistorySpan = { epochsBefore: 6, daysAfter: 120 };

/**
 * A moment at which a long history is looked back on: the moment of interest (a step) lies 0 to 76 days before, evenly
 * over the histories, so that with the epoch to come a step may be anywhere in the 90 days. Not chosen by the blocks.
 */
export function vantageSec({ atSec, index }: History): number {
  const golden = 0.6180339887498949;
  return atSec + ((index * golden) % 1) * (LOOK_BACK_DAYS - 14) * DAY_SEC;
}
