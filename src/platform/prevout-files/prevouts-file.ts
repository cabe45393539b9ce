import type { SpentOutput } from '../../consensus/spent-output.ts';
import { txidToHex } from '../../primitives/hash.ts';
import type { OutPoint } from '../../primitives/out-point.ts';

/** What a file of spent outputs holds. */
export interface PrevoutsFile {
  /** Which form it has, in words for a person. */
  readonly form: string;
  /** Spent outputs: in the order of the inputs, without the coinbase's; in any order where each has its `outPoint`. */
  readonly outputs: readonly SpentOutput[];
  /** Height of the block that they are spent in, where the file says it. */
  readonly blockHeight?: number;
}

/** Why a file holds no spent outputs that could be used. */
export type PrevoutsReject =
  | { readonly code: 'prevouts-format-unknown'; readonly found: string }
  /** A field is missing or is not what it should be. `where` is a path such as `[3].txout.value`, or a byte. */
  | { readonly code: 'prevouts-malformed'; readonly where: string; readonly expected: string }
  /** There are too few or too many for the inputs. */
  | { readonly code: 'prevouts-count'; readonly inputs: number; readonly outputs: number }
  /** No output is listed for an input. */
  | { readonly code: 'prevout-missing'; readonly outPoint: string };

/** Says in words what is wrong with a file of spent outputs. */
export function describePrevoutsReject(reject: PrevoutsReject): string {
  switch (reject.code) {
    case 'prevouts-format-unknown':
      return `no spent outputs in it (${reject.found}); known are lists in JSON (Floresta's, or with txid, vout, scriptPubKey and amount), getblock with verbosity 3, getrawtransaction with verbosity 2, and bcoin's undo data`;
    case 'prevouts-malformed':
      return `${reject.where} is not ${reject.expected}`;
    case 'prevouts-count':
      return `${reject.outputs} spent outputs for ${reject.inputs} inputs: it belongs to something else, or is cut off`;
    case 'prevout-missing':
      return `the output ${reject.outPoint}, which is spent, is not listed`;
  }
}

/** Writes an outpoint as `SpentOutput` has it: `txid:vout`. */
export function outPointText({ txid, vout }: OutPoint): string {
  return `${txidToHex(txid)}:${vout}`;
}
