import { SATS_MAX } from '../../primitives/amount.ts';
import { MAX_SCRIPT_SIZE } from '../../primitives/script/script-facts.ts';
import { P2PKH, P2PK_ODD, P2SH, SPECIAL_KINDS, specialScript } from './script-kind.ts';
import type { PlainCoin } from './plain-coin.ts';

const MAX_VALUE = Number(SATS_MAX);

/**
 * Reads what `CoinWriter` writes. Bytes come from our own files, which may be damaged: what makes no sense sets `failed`, and
 * reads go on with zeros.
 */
export class CoinReader {
  failed = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  /** Begins to read `bytes` from `start` up to, and not including, `end`. */
  begin(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.failed = false;
    return this;
  }

  get offset(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  u8(): number {
    if (this.#at >= this.#end) return this.#fail();
    return this.#bytes[this.#at++]!;
  }

  compactSize(): number {
    const first = this.u8();
    if (first < 0xfd) return first;
    if (first === 0xff) return this.#fail();
    const size = first === 0xfd ? 2 : 4;
    let value = 0;
    for (let i = 0, scale = 1; i < size; i++, scale *= 256) value += this.u8() * scale;
    return value;
  }

  /** Reads an integer of at most 53 bits. Source: Bitcoin Core's `ReadVarInt`. */
  varInt(): number {
    let value = 0;
    for (;;) {
      const byte = this.u8();
      if (value > 2 ** 46 || this.failed) return this.#fail();
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) return value;
      value++;
    }
  }

  /** Reads value and script into `coin`; the script of a kind with a compact form is put together anew. */
  compressedOutput(coin: PlainCoin): void {
    coin.value = this.#compressedAmount();
    const kind = this.varInt();
    if (kind >= SPECIAL_KINDS) {
      // A coin with a longer script can't be spent, and is never kept.
      const size = kind - SPECIAL_KINDS;
      if (size > MAX_SCRIPT_SIZE) this.#fail();
      coin.bytes = this.#bytes;
      coin.scriptStart = this.#at;
      if (!this.failed) this.#skip(size);
      coin.scriptEnd = this.#at;
      return;
    }
    const from = this.#at;
    this.#skip(kind === P2PKH || kind === P2SH ? 20 : 32);
    if (kind > P2PK_ODD) this.#fail();
    coin.bytes = this.failed ? new Uint8Array(0) : specialScript(kind, this.#bytes.subarray(from, this.#at));
    coin.scriptStart = 0;
    coin.scriptEnd = coin.bytes.length;
  }

  /** Source: Bitcoin Core's `DecompressAmount`. */
  #compressedAmount(): number {
    const start = this.#at;
    let last = start;
    while (last < this.#end && (this.#bytes[last]! & 0x80) !== 0) last++;
    // Seven groups of 7 bits fit a number, which is many times faster.
    const amount = last - start < 7 ? decompressAmount(this.varInt()) : this.#largeAmount(last);
    return amount > MAX_VALUE ? this.#fail() : amount;
  }

  /** @param last Offset of the last group. */
  #largeAmount(last: number): number {
    if (last >= this.#end || last - this.#at > 9) return this.#fail();
    let value = 0n;
    for (; this.#at < last; this.#at++) value = ((value << 7n) | BigInt(this.#bytes[this.#at]! & 0x7f)) + 1n;
    value = (value << 7n) | BigInt(this.u8());
    return Number(decompressLargeAmount(value));
  }

  #skip(count: number): void {
    if (count > this.#end - this.#at) this.#fail();
    else this.#at += count;
  }

  #fail(): 0 {
    this.failed = true;
    this.#at = this.#end;
    return 0;
  }
}

/** Written out: that `**` has the same last bits everywhere is promised by nobody. */
const POWERS_OF_TEN: readonly number[] = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8];

function decompressAmount(compressed: number): number {
  if (compressed === 0) return 0;
  let rest = compressed - 1;
  const exponent = rest % 10;
  rest = (rest - exponent) / 10;
  if (exponent === 9) return (rest + 1) * 1e9;
  const digit = (rest % 9) + 1;
  return (((rest - (digit - 1)) / 9) * 10 + digit) * POWERS_OF_TEN[exponent]!;
}

function decompressLargeAmount(compressed: bigint): bigint {
  if (compressed === 0n) return 0n;
  let rest = compressed - 1n;
  const exponent = rest % 10n;
  rest /= 10n;
  if (exponent === 9n) return (rest + 1n) * 10n ** 9n;
  return ((rest / 9n) * 10n + (rest % 9n) + 1n) * 10n ** exponent;
}
