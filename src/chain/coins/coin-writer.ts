import { P2PKH, P2PK_EVEN, P2PK_ODD, P2SH, SPECIAL_KINDS, specialKind } from './script-kind.ts';
import type { PlainCoin } from './plain-coin.ts';

/** Satoshis above which Core's compressed form might not fit 53 bits. */
const MAX_NUMBER_AMOUNT = 900_000_000_000_000;

/** Most bytes that value and length of a script take. */
const MAX_HEAD_BYTES = 24;

/**
 * Writes coins in Bitcoin Core's compact form (`TxOutCompression`): variable-length integers, amounts without their zeros,
 * the usual scripts without what all have in common.
 */
export class CoinWriter {
  bytes: Uint8Array = new Uint8Array(4096);
  length = 0;

  /** Begins anew. */
  reset(): this {
    this.length = 0;
    return this;
  }

  /** View of what was written; valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Writes `bytes` from `start` up to, and not including, `end`. */
  raw(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const { bytes: out, length } = this;
    const count = end - start;
    if (count < 64) for (let i = 0; i < count; i++) out[length + i] = bytes[start + i]!;
    else out.set(bytes.subarray(start, end), length);
    this.length += count;
  }

  /** Writes a count as a compact size. */
  compactSize(value: number): void {
    this.#reserve(5);
    const { bytes: out } = this;
    if (value < 0xfd) {
      out[this.length++] = value;
      return;
    }
    const size = value <= 0xffff ? 2 : 4;
    out[this.length++] = size === 2 ? 0xfd : 0xfe;
    for (let i = 0; i < size; i++) out[this.length++] = value >>> (8 * i);
  }

  /** Writes an integer from 0 to 2^53 - 1 in base 128, most significant first. Source: Bitcoin Core's `WriteVarInt`. */
  varInt(value: number): void {
    this.#reserve(10);
    let size = 1;
    for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128) - 1) size++;
    let at = this.length + size - 1;
    this.length += size;
    for (let rest = value, last = 0; ; last = 0x80, rest = Math.floor(rest / 128) - 1) {
      this.bytes[at--] = (rest % 128) | last;
      if (rest <= 0x7f) return;
    }
  }

  /** Writes value and script. */
  compressedOutput(coin: Readonly<PlainCoin>): void {
    const { bytes, scriptStart, scriptEnd, value } = coin;
    this.#reserve(MAX_HEAD_BYTES + scriptEnd - scriptStart);
    this.#compressedAmount(value);
    const kind = specialKind(bytes, scriptStart, scriptEnd);
    if (kind === P2PKH || kind === P2SH) {
      const from = scriptStart + (kind === P2PKH ? 3 : 2);
      this.u8(kind);
      this.raw(bytes, from, from + 20);
    } else if (kind === P2PK_EVEN || kind === P2PK_ODD) {
      this.u8(kind);
      this.raw(bytes, scriptStart + 2, scriptStart + 34);
    } else {
      this.varInt(scriptEnd - scriptStart + SPECIAL_KINDS);
      this.raw(bytes, scriptStart, scriptEnd);
    }
  }

  /** Source: Bitcoin Core's `CompressAmount`. */
  #compressedAmount(value: number): void {
    if (value > MAX_NUMBER_AMOUNT) return this.#bigVarInt(compressLargeAmount(BigInt(value)));
    if (value === 0) return this.varInt(0);
    let rest = value;
    let exponent = 0;
    for (; exponent < 9 && rest % 10 === 0; exponent++) rest /= 10;
    if (exponent === 9) return this.varInt(1 + (rest - 1) * 10 + 9);
    const digit = rest % 10;
    return this.varInt(1 + (((rest - digit) / 10) * 9 + digit - 1) * 10 + exponent);
  }

  #bigVarInt(value: bigint): void {
    const groups: number[] = [];
    for (let rest = value; ; rest = (rest >> 7n) - 1n) {
      groups.push(Number(rest & 0x7fn) | (groups.length > 0 ? 0x80 : 0));
      if (rest <= 0x7fn) break;
    }
    for (const group of groups.reverse()) this.u8(group);
  }

  #reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + count, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

function compressLargeAmount(value: bigint): bigint {
  let rest = value;
  let exponent = 0n;
  for (; exponent < 9n && rest % 10n === 0n; exponent++) rest /= 10n;
  if (exponent === 9n) return 1n + (rest - 1n) * 10n + 9n;
  return 1n + ((rest / 10n) * 9n + (rest % 10n) - 1n) * 10n + exponent;
}
