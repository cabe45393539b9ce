import type { HeaderFileFailure, HeaderOrigin } from './header-file-failure.ts';

/** Some headers of a file, in the file's order, each at `index * stride` of `bytes`. */
export interface HeaderRun {
  readonly kind: 'run';
  /** Valid until the next item is asked for. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Bytes from one header's start to the next one's: 80, or 81 where a transaction count follows each. */
  readonly stride: number;
  /** Parents come before their children. Not so in block files, which are written as blocks arrive. */
  readonly parentsFirst: boolean;
  /** How far into the file reading has come, for progress. */
  readonly fileOffset: number;
  originOf(index: number): HeaderOrigin;
  /** The height the file states for a header, where it states heights. */
  statedHeightOf?(index: number): number | undefined;
}

/** What a header file yields: headers, bytes that were passed over, or why it can't be read on. */
export type HeaderFileItem =
  | HeaderRun
  /** Bytes between two blocks of a block file that are neither a block nor zeros. Bitcoin Core passes over them too. */
  | { readonly kind: 'skipped'; readonly path: string; readonly offset: number; readonly bytes: number }
  | { readonly kind: 'failure'; readonly failure: HeaderFileFailure };
