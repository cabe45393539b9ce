import type { SpentOutput } from '../../consensus/spent-output.ts';
import { describePrevoutsReject } from '../../platform/prevout-files/prevouts-file.ts';
import type { PrevoutsFile } from '../../platform/prevout-files/prevouts-file.ts';
import { readPrevouts, spentOutputsInOrder } from '../../platform/prevout-files/read-prevouts.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { CliError } from '../cli-error.ts';
import { readBytesInput } from './bytes-input.ts';

/** Most bytes that are read of a file: JSON of a full block, with all its prevouts, takes some 60 MB. */
const MAX_INPUT_BYTES = 256 * 1024 * 1024;

/** Spent outputs that a person named. */
export interface PrevoutsInput extends PrevoutsFile {
  /** What errors call them. */
  readonly name: string;
}

/**
 * Reads a file of spent outputs.
 *
 * @throws {CliError} When it can't be read, or holds none.
 */
export async function readPrevoutsInput(argument: string): Promise<PrevoutsInput> {
  const { name, bytes } = await readBytesInput(argument, { maxBytes: MAX_INPUT_BYTES });
  const prevouts = readPrevouts(bytes);
  if ('code' in prevouts) throw new CliError(`${name}: ${describePrevoutsReject(prevouts)} (${prevouts.code})`);
  return { ...prevouts, name };
}

/**
 * Puts them in the order of the inputs that spend them; `undefined` for outputs of the transactions themselves.
 *
 * @throws {CliError} When they don't fit the inputs.
 */
export function orderPrevouts(
  prevouts: PrevoutsInput,
  transactions: readonly Transaction[],
): readonly (SpentOutput | undefined)[] {
  const ordered = spentOutputsInOrder(transactions, prevouts.outputs);
  if ('code' in ordered) throw new CliError(`${prevouts.name}: ${describePrevoutsReject(ordered)} (${ordered.code})`);
  return ordered;
}
