import { COUNTRY_BY_CODE } from '../geography/countries.ts';
import { MONTHS } from './units.ts';

/** The name of a country, or of `rest`; within a sentence, with its article. */
export function nameOf(country: string): string {
  return country === 'rest' ? 'all others' : (COUNTRY_BY_CODE.get(country)?.name ?? country);
}

/** A country's name as it stands in a sentence: `the United States`. */
export function nameInSentence(country: string): string {
  const name = nameOf(country);
  return /^(?:United |Netherlands|Philippines|Dominican R|Central A)/.test(name) ? `the ${name}` : name;
}

/** `2021-08` as `August 2021`. */
export function monthName(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `A, B and C`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `18.1 %`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
