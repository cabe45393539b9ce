import type { Checkout } from './checkout.ts';

/** One place that breaks a rule. */
export interface Finding {
  /** The file, as a path from the root with `/`. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** What is wrong there, and what to do. */
  readonly message: string;
}

/** The numbers in the rules. Fixtures set smaller ones. */
export interface Limits {
  /** More lines than this in a source file is a defect. */
  readonly fileLines: number;
  /** More lines than this is long: counted, not failed. */
  readonly longFileLines: number;
  /** More lines than this in a function is a defect. */
  readonly functionLines: number;
  /** More bytes than this in any committed file is a defect. */
  readonly fileBytes: number;
}

/** The limits of `style.md`: a file is read in one sitting, a function on one screen. */
export const LIMITS: Limits = { fileLines: 800, longFileLines: 400, functionLines: 70, fileBytes: 300_000 };

/** One rule of the project that no other tool holds. */
export interface Rule {
  /** Kebab-case; its fixtures are `NAME` and `NAME--CASE` under `tools/fixtures/tidy`, each a `tree` and what is to be found. */
  readonly name: string;
  /** What the rule asks for, in one line. */
  readonly asks: string;
  /** Returns the places that break it. */
  readonly check: (checkout: Checkout, limits: Limits) => readonly Finding[];
}
