import type { Role } from './plot.ts';

/** A colour for each role. */
export type Palette = Readonly<Record<Role, string>>;

/**
 * Colours on white. From Okabe and Ito's set ("Color Universal Design", 2008), darkened until text in them has a
 * contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3); `test/page/drawing.test.ts` measures it.
 */
export const LIGHT: Palette = {
  estimate: '#0a5c9e',
  raw: '#6a7079',
  event: '#a85200',
  fall: '#b3261e',
  rise: '#0a5c9e',
  before: '#57606b',
  after: '#0a5c9e',
  ink: '#17191d',
  muted: '#5c626b',
  grid: '#e4e6ea',
  paper: '#ffffff',
};

/** Colours on near-black, to the same contrast. */
export const DARK: Palette = {
  estimate: '#6fb4f0',
  raw: '#9aa1ab',
  event: '#f0a35a',
  fall: '#ff8f85',
  rise: '#6fb4f0',
  before: '#b4bac3',
  after: '#6fb4f0',
  ink: '#eceef1',
  muted: '#a3a9b3',
  grid: '#2b2f36',
  paper: '#131519',
};
