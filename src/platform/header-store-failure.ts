import type { HeaderReject } from '../consensus/header-rules.ts';
import type { NetworkName } from '../consensus/params.ts';

/** What can be wrong with the headers on disk. */
export type HeaderStoreFailure =
  /** Another process is writing to the store. */
  | { readonly code: 'store-locked'; readonly lockPath: string; readonly pid: number }
  /** The system refused to read or write: disk full, no permission. What was stored before stays valid. */
  | { readonly code: 'store-not-accessible'; readonly path: string; readonly reason: string }
  /** The file is no store of headers, or its head is damaged. */
  | {
      readonly code: 'store-head-damaged';
      readonly path: string;
      readonly reject: 'no-magic' | 'checksum' | 'version' | 'content' | 'anchor';
    }
  | {
      readonly code: 'store-network-mismatch';
      readonly path: string;
      readonly expected: NetworkName;
      readonly found: NetworkName;
    }
  /** The store begins elsewhere than `--anchor` says. */
  | {
      readonly code: 'store-anchor-mismatch';
      readonly path: string;
      readonly storeHeight: number;
      readonly storeHash: string;
      readonly askedHeight: number;
      readonly askedHash: string | undefined;
    }
  /** A header that breaks a rule, with headers after it that were good once: the file was damaged after it was written. */
  | {
      readonly code: 'store-damaged';
      readonly path: string;
      /** Height that the damaged header had: one more than the header before it in the file. */
      readonly height: number;
      readonly offset: number;
      readonly reject: HeaderReject;
      readonly headersBefore: number;
      /** Whole records from the damaged one on. */
      readonly headersAfter: number;
    };

/** The headers on disk can't be used, or not be written. */
export class HeaderStoreError extends Error {
  override readonly name = 'HeaderStoreError';
  readonly failure: HeaderStoreFailure;

  constructor(failure: HeaderStoreFailure) {
    super(failure.code);
    this.failure = failure;
  }
}
