import { ByteReader } from '../bytes/byte-reader.ts';
import type { DecodeReject } from './decode-reject.ts';
import { HEADER_BYTES, decodeHeader } from './header.ts';
import type { BlockHeader } from './header.ts';
import { IntColumns } from './int-columns.ts';
import { OP } from './script/opcodes.ts';
import { numberOfBytes } from './script/script-number.ts';
import { Transaction } from './transaction.ts';
import { emptyLayout, scanTransaction } from './transaction-scan.ts';

/** How a block begins: its header, and its first transaction, which is the coinbase of a valid block. */
export interface BlockStart {
  readonly header: BlockHeader;
  readonly coinbase: Transaction;
}

/**
 * Reads the header and the first transaction of a block, and nothing behind them: the bytes may end there.
 *
 * Only the form is checked, as by `parseBlock`.
 *
 * @param bytes The block from its first byte on, whole or cut off.
 * @returns A reject with the code `end-of-data` when the bytes end before the first transaction does, or there is none.
 */
export function parseBlockStart(bytes: Uint8Array): BlockStart | DecodeReject {
  const reader = new ByteReader(bytes);
  reader.skip(HEADER_BYTES);
  const count = reader.compactSize();
  if (reader.failure !== undefined) return { code: reader.failure, offset: reader.failureOffset };
  if (count === 0) return { code: 'end-of-data', offset: reader.offset };
  const columns = new IntColumns(16);
  const layout = emptyLayout();
  const reject = scanTransaction(reader, columns, { layout, allowWitness: true });
  if (reject !== undefined) return reject;
  return { header: decodeHeader(bytes, 0), coinbase: new Transaction(bytes, columns.finish(), layout) };
}

/** First version whose coinbases begin with the height (BIP34). */
const BIP34_VERSION = 2;

/** Longest height that is read: five bytes hold more than will ever be. */
const MAX_HEIGHT_BYTES = 4;

/**
 * The height that a block says it has, by BIP34. Only blocks from `bip34Height` on were checked to say it right.
 *
 * @returns `undefined` when the version or the script says none.
 */
export function statedHeight({ header, coinbase }: BlockStart): number | undefined {
  if (header.version < BIP34_VERSION || coinbase.inputCount === 0) return undefined;
  const script = coinbase.scriptSig(0);
  const first = script[0];
  if (first === undefined) return undefined;
  if (first >= OP.OP_1 && first <= OP.OP_16) return first - OP.OP_1 + 1;
  if (first < 1 || first > MAX_HEIGHT_BYTES || script.length <= first) return undefined;
  const height = numberOfBytes(script.subarray(1, 1 + first));
  return height > 0 ? height : undefined;
}
