const NARROW_SPACE = '\u202f';
const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';
const NO_BREAK_HYPHEN = '\u2011';

/** What a number is not parted from by the end of a line: lengths of time, counted things, months, the time zone. */
const UNITS =
  'h|min|s|hours?|minutes?|days?|weeks?|blocks?|headers?|dollars|T|UTC|' +
  'January|February|March|April|May|June|July|August|September|October|November|December';

/**
 * Sets the numbers in a sentence from the server, which is written for terminals: a minus sign in place of a hyphen
 * before a number, spaces that do not break between a number and its unit and within a number, and dates in one piece.
 *
 * Changes characters one for one, never the words; a text that is set already stays as it is.
 */
export function typeset(text: string): string {
  return text
    .replace(/\b(\d{4})-(\d{2})-(\d{2})(?![\dT-])/g, `$1${NO_BREAK_HYPHEN}$2${NO_BREAK_HYPHEN}$3`)
    .replace(/(?<=^|[\s(±])-(?=\.?\d)/g, MINUS)
    .replace(/(?<=\d)\u2009(?=\d{3}(?!\d))/g, NARROW_SPACE)
    .replace(/(?<=\d)[ \u2009](?=(?:%|[kMGTPEZ]?H\/s)(?![\w/]))/g, NARROW_SPACE)
    .replace(new RegExp(`(?<=\\d) (?=(?:${UNITS})(?!\\w))`, 'g'), NO_BREAK_SPACE)
    .replace(/(?<=±|\$) (?=\d)| (?=± ?\d)/g, NO_BREAK_SPACE);
}
