import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { CoinReader } from './coins/coin-reader.ts';
import { CoinWriter } from './coins/coin-writer.ts';
import { emptyPlainCoin } from './coins/plain-coin.ts';
import type { PlainCoin } from './coins/plain-coin.ts';

/**
 * Collects the coins that a block spends, in the form of Bitcoin Core's `CBlockUndo`: for each transaction but the coinbase, for
 * each input, its coin. One is used for block after block.
 */
export class UndoWriter {
  readonly #writer = new CoinWriter();

  /** Begins with a block. @param prevHash The hash of the block before, which the checksum covers. */
  begin(prevHash: BlockHash, transactionCount: number): void {
    const writer = this.#writer.reset();
    writer.raw(prevHash, 0, HASH_BYTES);
    writer.compactSize(transactionCount - 1);
  }

  beginTransaction(inputCount: number): void {
    this.#writer.compactSize(inputCount);
  }

  /** Source: Bitcoin Core's `TxInUndoFormatter`. */
  coin(coin: Readonly<PlainCoin>): void {
    this.#writer.varInt(coin.code);
    // Where older versions had the version of the transaction.
    if (coin.code > 1) this.#writer.u8(0);
    this.#writer.compressedOutput(coin);
  }

  /** Returns the undo data and their checksum, as `rev?????.dat` has them after the frame; valid until the next block. */
  finish(): Uint8Array {
    const checksum = sha256d(this.#writer.view());
    this.#writer.raw(checksum, 0, HASH_BYTES);
    return this.#writer.view().subarray(HASH_BYTES);
  }
}

/** Why undo data do not go with a block. */
export type UndoFault = 'checksum' | 'malformed' | 'transaction-count' | 'input-count' | 'trailing-data';

/** The coins that a block spent, to be given back one by one. */
export interface UndoData {
  /** Fills `coin` with what an input spent. */
  read(transaction: number, input: number, coin: PlainCoin): void;
}

/**
 * Reads what `UndoWriter` (or Bitcoin Core, but for keys of 65 bytes) wrote for a block, and checks that all is there.
 *
 * @param record The undo data with their checksum. Kept, not copied.
 */
export function readUndoData(record: Uint8Array, block: Block): UndoData | UndoFault {
  const end = record.length - HASH_BYTES;
  if (end < 1) return 'malformed';
  const hashed = new Uint8Array(HASH_BYTES + end);
  hashed.set(block.header.prevHash);
  hashed.set(record.subarray(0, end), HASH_BYTES);
  const checksum = sha256d(hashed);
  for (let i = 0; i < HASH_BYTES; i++) if (checksum[i] !== record[end + i]) return 'checksum';
  const reader = new CoinReader().begin(record, 0, end);
  if (reader.compactSize() !== block.transactionCount - 1) return 'transaction-count';
  const offsets: number[] = [];
  const firstOf: number[] = [0];
  const coin = emptyPlainCoin();
  for (let i = 1; i < block.transactionCount; i++) {
    const { inputCount } = block.transaction(i);
    firstOf.push(offsets.length);
    if (reader.compactSize() !== inputCount) return 'input-count';
    for (let input = 0; input < inputCount; input++) {
      offsets.push(reader.offset);
      readCoin(reader, coin);
      if (reader.failed) return 'malformed';
    }
  }
  if (!reader.isAtEnd) return 'trailing-data';
  return {
    read: (transaction, input, into) => {
      readCoin(reader.begin(record, offsets[firstOf[transaction]! + input]!, end), into);
    },
  };
}

function readCoin(reader: CoinReader, coin: PlainCoin): void {
  coin.code = reader.varInt();
  if (coin.code > 1) reader.varInt();
  reader.compressedOutput(coin);
  if (coin.code > 0xffff_ffff) reader.failed = true;
}
