import type { NetworkName } from '../consensus/params.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { EpochKnowledge } from './epoch-knowledge.ts';
import type { HeaderImportFailure } from './header-file/header-file-failure.ts';

/** How far an import has come. */
export interface HeaderImportProgress {
  /** Headers read so far, known ones included. */
  readonly headers: number;
  /** Height of the best chain's tip. */
  readonly tipHeight: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** Where an import begins when it does not begin at the network's first block. */
export interface AnchorRequest {
  /** Height of the first header in the first file. */
  readonly height: number;
  /** What that header's hash has to be; not checked when left out. */
  readonly hash?: BlockHash;
}

/** The best chain's blocks, one after the other, as the observatory takes them. */
export interface HeaderColumns {
  readonly firstHeight: number;
  /** Header times in seconds since 1970, as mined: they may run backwards. */
  readonly timesSec: Float64Array;
  readonly bits: Uint32Array;
}

/**
 * Reads header files of any kind into memory, checks every rule, and returns the best chain's columns.
 *
 * @param options.anchor Where the files begin; the network's first block when left out.
 * @param options.nowSec The moment, in seconds since 1970, that headers may not be two hours ahead of.
 * @param options.epochs What is known of retargets (mainnet), to check an anchored chain with.
 */
export function readHeaderColumns(options: {
  readonly files: readonly string[];
  readonly network: NetworkName;
  readonly anchor?: AnchorRequest;
  readonly nowSec: number;
  readonly epochs?: EpochKnowledge;
  readonly onProgress?: (progress: HeaderImportProgress) => void;
  readonly signal?: AbortSignal;
}): Promise<HeaderColumns | HeaderImportFailure> {
  throw new Error(`not written yet: ${options.files.length}`);
}
