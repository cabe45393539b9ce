import type { ByteReader } from '../bytes/byte-reader.ts';
import { IntColumns } from '../primitives/int-columns.ts';
import { Transaction } from '../primitives/transaction.ts';
import { emptyLayout, scanTransaction } from '../primitives/transaction-scan.ts';
import type { WireReject } from './wire-reject.ts';

/** Integers that the index of a typical transaction takes. */
const TYPICAL_COLUMNS = 16;

/**
 * Reads the transaction that begins where the reader stands, witnesses included; more may follow.
 *
 * @returns The transaction, a view of the reader's bytes; or why there is none.
 */
export function readTransaction(reader: ByteReader): Transaction | WireReject {
  const columns = new IntColumns(TYPICAL_COLUMNS);
  const layout = emptyLayout();
  const reject = scanTransaction(reader, columns, { layout, allowWitness: true });
  if (reject === undefined) return new Transaction(reader.bytes, columns.finish(), layout);
  // A scan leaves nothing behind its end.
  return reject as WireReject;
}
