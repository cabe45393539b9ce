import { reasonOf } from '../system-error.ts';

/** Why a chain on disk can't be used, or not be written. */
export type ChainStoreFailure =
  /** Another process has it open. */
  | { readonly code: 'chain-locked'; readonly lockPath: string; readonly pid: number }
  /** The system refused: disk full, no permission. What was committed before is as it was. */
  | { readonly code: 'chain-not-accessible'; readonly path: string; readonly reason: string }
  /** LevelDB finds its files damaged. */
  | { readonly code: 'chain-store-damaged'; readonly path: string; readonly reason: string }
  | {
      readonly code: 'chain-network-mismatch';
      readonly path: string;
      /** Names of networks; a signet with a challenge of its own has its magic after the name. */
      readonly expected: string;
      readonly found: string;
    }
  | { readonly code: 'chain-version'; readonly path: string; readonly found: number; readonly known: number }
  /** A file holds less than was committed. */
  | {
      readonly code: 'block-file-short';
      readonly path: string;
      readonly presentBytes: number;
      readonly committedBytes: number;
    }
  /** There are block files and no index that knows them. */
  | { readonly code: 'index-missing'; readonly path: string }
  /** A thread that checks scripts has died. */
  | { readonly code: 'script-thread-died'; readonly reason: string };

/** The chain on disk can't be used, or not be written. */
export class ChainStoreError extends Error {
  override readonly name = 'ChainStoreError';
  readonly failure: ChainStoreFailure;

  constructor(failure: ChainStoreFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** Turns what the operating system said into a failure that names the path. */
export function notAccessible(path: string, error: NodeJS.ErrnoException): ChainStoreError {
  return new ChainStoreError({ code: 'chain-not-accessible', path, reason: reasonOf(error) });
}
