import type { DifficultyDocument, HashrateDocument, MarketDocument } from '../../api/documents.ts';
import { formatChange, formatChangeInterval, formatCount, formatHashrateInterval } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDayShort } from '../../format/time.ts';
import { formatMoney } from '../market/money.ts';

/** What the overview's sentence is made from; what is not known yet is left out. */
export interface Glance {
  readonly market: MarketDocument | undefined;
  readonly hashrate: HashrateDocument | undefined;
  readonly difficulty: DifficultyDocument | undefined;
}

/** A document this far behind is dated in the sentence, seconds. */
const OLD_SEC = 2 * 86_400;

/** Price, hashrate and next retarget in one sentence. @returns `undefined` while nothing is known. */
export function glanceSentence(glance: Glance, nowSec: number, style: NumberStyle): string | undefined {
  const parts = [
    priceWords(glance, nowSec, style),
    hashrateWords(glance, nowSec, style),
    retargetWords(glance, style),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function priceWords({ market }: Glance, nowSec: number, style: NumberStyle): string | undefined {
  if (market === undefined) return undefined;
  const { price, quote, allTimeHigh, base } = market;
  const under = formatChange(allTimeHigh.drawdown, style).replace(/^[-\u2212]/, '');
  const where = allTimeHigh.drawdown < 1 ? `, ${under} under its high` : ', its highest price';
  return `${base} ${when(price.at, nowSec)} ${formatMoney(price.value, quote, style)}${where}`;
}

function when(atSec: number, nowSec: number): string {
  return nowSec - atSec > OLD_SEC ? `stood on ${formatDayShort(atSec)} at` : 'stands at';
}

function hashrateWords({ hashrate }: Glance, nowSec: number, style: NumberStyle): string | undefined {
  const last = hashrate?.trend.at(-1);
  if (hashrate === undefined || last === undefined) return undefined;
  const dated = nowSec - last.time > OLD_SEC ? ` on ${formatDayShort(last.time)}` : '';
  return `the hashrate is ${formatHashrateInterval(last, style)}${dated}`;
}

function retargetWords({ difficulty }: Glance, style: NumberStyle): string | undefined {
  if (difficulty === undefined) return undefined;
  const { change, height } = difficulty.next;
  return `the retarget at block ${formatCount(height, style)} is expected at ${formatChangeInterval(change, style)}`;
}
