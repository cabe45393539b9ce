import { assert } from '../bytes/assert.ts';
import { HeaderTree } from '../chain/header-tree.ts';
import { networkParams } from '../consensus/params.ts';
import type { NetworkName } from '../consensus/params.ts';
import type { EpochKnowledge } from './epoch-knowledge.ts';
import type { HeaderImportFailure } from './header-file/header-file-failure.ts';
import { importHeaders } from './import-headers.ts';
import type { AnchorRequest, HeaderImportProgress } from './import-headers.ts';

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
 * @throws {DOMException} `AbortError` when `signal` is aborted.
 */
export async function readHeaderColumns(options: {
  readonly files: readonly string[];
  readonly network: NetworkName;
  readonly anchor?: AnchorRequest;
  readonly nowSec: number;
  readonly epochs?: EpochKnowledge;
  readonly onProgress?: (progress: HeaderImportProgress) => void;
  readonly signal?: AbortSignal;
}): Promise<HeaderColumns | HeaderImportFailure> {
  const { network, anchor, ...rest } = options;
  assert(options.files.length > 0, 'there is a file to read');
  const params = networkParams(network);
  const outcome = await importHeaders({
    ...rest,
    params,
    // Height 0 is the network's first block: where an import begins anyway.
    ...(anchor !== undefined && anchor.height > 0 && { anchor }),
    keeper: (root) => ({
      tree: new HeaderTree({ params, ...(root && { anchor: root }) }),
      keep: () => {},
      flush: async () => {},
    }),
  });
  if (outcome.failure !== undefined) return outcome.failure;
  options.signal?.throwIfAborted();
  assert(outcome.keeper !== undefined, 'a file without headers is a failure');
  return columnsOf(outcome.keeper.tree);
}

/** Copies the best chain's columns out of a tree. */
export function columnsOf(tree: HeaderTree): HeaderColumns {
  const length = tree.heightOf(tree.tipIndex()) - tree.rootHeight + 1;
  const timesSec = new Float64Array(length);
  const bits = new Uint32Array(length);
  let row = 0;
  for (const index of tree.bestChain()) {
    timesSec[row] = tree.timeOf(index);
    bits[row] = tree.bitsOf(index);
    row++;
  }
  return { firstHeight: tree.rootHeight, timesSec, bits };
}
