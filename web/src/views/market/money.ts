import { formatCount, formatSignificant } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** An amount of money: whole units from 1000 on, three digits below: `$46 827`, `€0.512`, `38 412 CHF`. */
export function formatMoney(amount: number, quote: string, style: NumberStyle): string {
  const digits = amount >= 1000 ? formatCount(amount, style) : formatSignificant(amount, style);
  const symbol = SYMBOLS[quote];
  return symbol === undefined ? `${digits}\u202f${quote}` : `${symbol}${digits}`;
}
