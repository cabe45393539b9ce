import type { NumberStyle } from './numbers.ts';

/** How numbers are written for this browser's reader. */
export const reader: NumberStyle = { locale: navigator.languages[0] ?? 'en' };

/** A moment in the reader's own time zone, for the words that hover over UTC. */
export function formatLocal(timeSec: number): string {
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(timeSec * 1000);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return `${words}, your time (${timeZone})`;
}
