import type { BadQuantity } from '../answers/quantities.ts';

/** The prices of electricity that an answer is made for: from nearly free to what a household pays. USD a kWh. */
const LEAST = 0.001;
const MOST = 1;

/** Reads a price of electricity in US dollars a kWh: `0.05`. */
export function parsePowerPrice(text: string): number | BadQuantity {
  const value = /^(?:\d{1,2}(?:\.\d{1,6})?|\.\d{1,6})$/.test(text) ? Number(text) : NaN;
  if (value >= LEAST && value <= MOST) return value;
  const shown = text.length > 32 ? `${text.slice(0, 32)}...` : text;
  return {
    code: 'bad-quantity',
    message: `"${shown}" is not a price of electricity; write US dollars a kWh from ${LEAST} to ${MOST}, such as 0.05`,
  };
}
