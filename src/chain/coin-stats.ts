import { writeCompactSize, compactSizeBytes } from '../bytes/compact-size.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import { HashWriter } from '../crypto/hash-writer.ts';
import { MuHash3072 } from '../crypto/muhash.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { CoinReader } from './coins/coin-reader.ts';
import { readCoinKeyIndex } from './coins/coin-key.ts';
import { emptyPlainCoin } from './coins/plain-coin.ts';
import { StorageDamageError } from './storage-damage.ts';

/** Facts of the set of unspent outputs, as Bitcoin Core's `gettxoutsetinfo` has them. Hashes are in wire order. */
export interface CoinStats {
  /** Transactions with unspent outputs. */
  readonly transactions: number;
  readonly outputs: number;
  /** Satoshis. */
  readonly totalAmount: bigint;
  /** A size that does not depend on how coins are stored. Source: Bitcoin Core's `GetBogoSize`. */
  readonly bogoSize: number;
  /** Core's `hash_serialized_3`; missing when it was not asked for. */
  readonly hashSerialized3?: Uint8Array;
  /** Core's `muhash`; missing when it was not asked for. */
  readonly muhash?: Uint8Array;
}

/** Bytes of a coin beside its txid and script, as Core counts them for the bogus size. */
const BOGO_BYTES = HASH_BYTES + 4 + 4 + 8 + 2;

/** Outpoint, height and coinbase, value. */
const FIXED_BYTES = HASH_BYTES + 4 + 4 + 8;

/**
 * Sums up coins as they come out of the store, in the order of their keys.
 *
 * Source: Bitcoin Core 28.1's `ComputeUTXOStats`, `TxOutSer`.
 */
export class CoinStatsSum {
  readonly #serialized: HashWriter | undefined;
  readonly #muhash: MuHash3072 | undefined;
  readonly #reader = new CoinReader();
  readonly #coin = emptyPlainCoin();
  readonly #lastTxid = new Uint8Array(HASH_BYTES);
  #bytes = new Uint8Array(FIXED_BYTES + 128);
  #transactions = 0;
  #outputs = 0;
  #totalAmount = 0;
  #bogoSize = 0;

  /** @param hashes Which hashes are computed: `serialized` takes a hash a coin, `muhash` a product of 3072 bits. */
  constructor(hashes: { readonly serialized: boolean; readonly muhash: boolean }) {
    this.#serialized = hashes.serialized ? new HashWriter() : undefined;
    this.#muhash = hashes.muhash ? new MuHash3072() : undefined;
  }

  /** Adds one entry of the store. @throws {StorageDamageError} When it is no coin. */
  add(key: Uint8Array, value: Uint8Array): void {
    const vout = readCoinKeyIndex(key);
    const [reader, coin] = [this.#reader.begin(value, 0, value.length), this.#coin];
    coin.code = reader.varInt();
    reader.compressedOutput(coin);
    if (vout < 0 || reader.failed || !reader.isAtEnd) {
      throw new StorageDamageError({ code: 'coin-damaged', txid: key.slice(1, 1 + HASH_BYTES), vout });
    }
    if (this.#outputs === 0 || this.#isOtherTransaction(key)) {
      this.#transactions++;
      this.#lastTxid.set(key.subarray(1, 1 + HASH_BYTES));
    }
    this.#outputs++;
    this.#totalAmount += coin.value;
    this.#bogoSize += BOGO_BYTES + coin.scriptEnd - coin.scriptStart;
    if (this.#serialized === undefined && this.#muhash === undefined) return;
    const serialized = this.#serialize(vout);
    this.#serialized?.write(serialized);
    this.#muhash?.insert(serialized);
  }

  finish(): CoinStats {
    return {
      transactions: this.#transactions,
      outputs: this.#outputs,
      // At most 21 million bitcoin, so exact as a number.
      totalAmount: BigInt(this.#totalAmount),
      bogoSize: this.#bogoSize,
      ...(this.#serialized && { hashSerialized3: this.#serialized.sha256d() }),
      ...(this.#muhash && { muhash: this.#muhash.digest() }),
    };
  }

  #isOtherTransaction(key: Uint8Array): boolean {
    for (let i = 0; i < HASH_BYTES; i++) if (this.#lastTxid[i] !== key[1 + i]) return true;
    return false;
  }

  /** Outpoint, height and coinbase, value, script. Source: Bitcoin Core's `TxOutSer`. */
  #serialize(vout: number): Uint8Array {
    const { code, value, bytes, scriptStart, scriptEnd } = this.#coin;
    const scriptBytes = scriptEnd - scriptStart;
    const length = FIXED_BYTES + compactSizeBytes(scriptBytes) + scriptBytes;
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(length);
    const out = this.#bytes;
    out.set(this.#lastTxid);
    writeU32Le(out, HASH_BYTES, vout);
    writeU32Le(out, HASH_BYTES + 4, code);
    writeU32Le(out, HASH_BYTES + 8, value);
    writeU32Le(out, HASH_BYTES + 12, Math.floor(value / 0x1_0000_0000));
    const scriptAt = writeCompactSize(out, FIXED_BYTES, scriptBytes);
    out.set(bytes.subarray(scriptStart, scriptEnd), scriptAt);
    return out.subarray(0, length);
  }
}
