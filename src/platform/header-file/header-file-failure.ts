import type { HeaderReject } from '../../consensus/header-rules.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import type { EpochMismatch } from '../epoch-check.ts';

/** Where in which file a header was read: what an error has to say for a person to find it. */
export interface HeaderOrigin {
  readonly path: string;
  /** Byte offset of the header in the file; of the line's first byte where the file is text. */
  readonly offset: number;
  /** Line number from 1, where the file is text. */
  readonly line?: number;
  /** The height that the file itself states for the header (CSV). */
  readonly statedHeight?: number;
}

/** Why a file could not be read as headers, or not to its end. `offset` counts bytes from the file's start. */
export type HeaderFileFailure =
  | { readonly code: 'file-not-readable'; readonly path: string; readonly reason: string }
  | { readonly code: 'file-is-directory'; readonly path: string }
  | { readonly code: 'file-not-regular'; readonly path: string }
  | { readonly code: 'file-empty'; readonly path: string }
  /** Nothing but zeros where headers should begin, or more zeros between blocks than any program sets aside. */
  | { readonly code: 'file-zeros'; readonly path: string; readonly offset: number; readonly sizeBytes: number }
  /** Too short for one header, or bytes that are none of the formats. */
  | { readonly code: 'file-format-unknown'; readonly path: string; readonly sizeBytes: number; readonly found: string }
  /** Whole headers, then fewer bytes than one more takes. */
  | {
      readonly code: 'file-truncated';
      readonly path: string;
      readonly offset: number;
      readonly leftoverBytes: number;
      readonly recordBytes: number;
    }
  | {
      readonly code: 'line-malformed';
      readonly path: string;
      readonly line: number;
      readonly offset: number;
      readonly expected: string;
      readonly found: string;
    }
  /** A block's frame says it is longer than what is left of the file. */
  | {
      readonly code: 'block-truncated';
      readonly path: string;
      readonly offset: number;
      /** What the frame says; unknown where the frame itself is cut. */
      readonly blockBytes: number | undefined;
      readonly presentBytes: number;
    }
  /** A whole `blk*.dat` file without one block in it. */
  | { readonly code: 'blocks-missing'; readonly path: string; readonly sizeBytes: number }
  /** The file belongs to another network, by its magic bytes or its first header. */
  | {
      readonly code: 'network-wrong';
      readonly path: string;
      readonly offset: number;
      readonly expected: NetworkName;
      readonly found: NetworkName;
    }
  /** A `blk*.dat` file as Bitcoin Core 28 and later obfuscate it, without the key that belongs to it. */
  | { readonly code: 'blocks-obfuscated'; readonly path: string; readonly keyPath: string; readonly certain: boolean }
  | { readonly code: 'obfuscation-key-malformed'; readonly path: string; readonly sizeBytes: number };

/** Why an import stopped. */
export type HeaderImportFailure =
  | HeaderFileFailure
  | EpochMismatch
  /** A rule is broken. `height` is by the parent, else by the place in the file, else -1. */
  | {
      readonly code: 'header-rejected';
      readonly reject: HeaderReject;
      readonly height: number;
      readonly hash: BlockHash;
      readonly origin: HeaderOrigin;
      /** Headers of the same kind that wait for a parent that never came (only after `prev-blk-not-found`). */
      readonly waiting: number;
      /** Height that the table of retargets has for this block, where it names it or the one before it. */
      readonly tableHeight?: number;
      /** Hash of the header before it in the same file, where parents come first. */
      readonly hashBefore?: BlockHash;
    }
  /** The height that the file states for a header is not the one it has. */
  | {
      readonly code: 'height-mismatch';
      readonly statedHeight: number;
      readonly height: number;
      readonly origin: HeaderOrigin;
    }
  /** The file states heights that leave blocks out. */
  | {
      readonly code: 'heights-not-contiguous';
      readonly statedHeight: number;
      readonly previousHeight: number;
      readonly origin: HeaderOrigin;
    }
  /** More blocks wait for their parents than Vigil keeps in memory. `origin` is the first one's. */
  | { readonly code: 'too-many-waiting'; readonly waiting: number; readonly origin: HeaderOrigin }
  | {
      readonly code: 'anchor-mismatch';
      readonly height: number;
      readonly expected: BlockHash;
      readonly found: BlockHash;
      /** Who says so: the person (`--anchor`), or the table of retargets that Vigil ships. */
      readonly expectedBy: 'command' | 'epoch-table';
      readonly origin: HeaderOrigin;
    }
  /** The anchor's bits are not those of the retarget period it lies in. */
  | {
      readonly code: 'anchor-epoch-bits';
      readonly height: number;
      readonly bits: number;
      readonly epochBits: number;
      readonly origin: HeaderOrigin;
    };
