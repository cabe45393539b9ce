/** Size of labels in pixels; the page's small text. */
export const LABEL_SIZE = 12;

/** Height of one row of rule labels. */
export const LABEL_ROW = 18;

/** Width that a text takes, within a few per cent, without a screen to measure it on: the system fonts' mean letter. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const letter of text) em += /[iljtf.,:;'| \u202f]/.test(letter) ? 0.3 : /[mwMW%@]/.test(letter) ? 0.86 : 0.56;
  return em * size;
}
