import { chacha20 } from '@noble/ciphers/chacha.js';

import { assert } from '../bytes/assert.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import { open, sealInto } from './chacha20-poly1305.ts';

/** After how many messages a key is replaced by one made from it, so that an old one can't be told (BIP324). */
export const REKEY_INTERVAL = 224;

/** Length of a key, in bytes. */
export const KEY_BYTES = 32;

const NONCE_BYTES = 12;

/** The first word of the nonce that a new key is made with: no message has it. */
const REKEY_NONCE_WORD = 0xffff_ffff;

/** A nonce: a word, then a count of keys, both little-endian. The count stays far below 2^53. */
function makeNonce(word: number, rekeys: number): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  writeU32Le(nonce, 0, word);
  writeU32Le(nonce, 4, rekeys % 0x1_0000_0000);
  writeU32Le(nonce, 8, Math.floor(rekeys / 0x1_0000_0000));
  return nonce;
}

/**
 * A stream cipher for chunks of one size, with a new key every `REKEY_INTERVAL` chunks: what the lengths of packets are
 * encrypted with (BIP324). The keystream of a key is made at once, since chunks are short.
 *
 * Source: BIP324, Bitcoin Core's `FSChaCha20`.
 */
export class FsChaCha20 {
  readonly #chunkBytes: number;
  #keystream: Uint8Array;
  #at = 0;
  #rekeys = 0;

  /** @param chunkBytes Length of every chunk. */
  constructor(key: Uint8Array, chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
    this.#keystream = this.#makeKeystream(key);
  }

  /** Encrypts or decrypts the next chunk, from `input` at `offset` to `output` at `outOffset`. */
  crypt(input: Uint8Array, offset: number, output: Uint8Array, outOffset: number): void {
    for (let i = 0; i < this.#chunkBytes; i++)
      output[outOffset + i] = input[offset + i]! ^ this.#keystream[this.#at++]!;
    if (this.#at < REKEY_INTERVAL * this.#chunkBytes) return;
    this.#rekeys++;
    this.#keystream = this.#makeKeystream(this.#keystream.subarray(this.#at));
    this.#at = 0;
  }

  /** What all chunks of a key are encrypted with, then the key after it. */
  #makeKeystream(key: Uint8Array): Uint8Array {
    assert(key.length === KEY_BYTES, 'a key has 32 bytes');
    return chacha20(key, makeNonce(0, this.#rekeys), new Uint8Array(REKEY_INTERVAL * this.#chunkBytes + KEY_BYTES));
  }
}

/**
 * ChaCha20-Poly1305 for one message after the other, with a new key every `REKEY_INTERVAL` messages.
 *
 * Source: BIP324, Bitcoin Core's `FSChaCha20Poly1305`.
 */
export class FsChaCha20Poly1305 {
  #key: Uint8Array;
  #messages = 0;
  #rekeys = 0;

  constructor(key: Uint8Array) {
    assert(key.length === KEY_BYTES, 'a key has 32 bytes');
    this.#key = key;
  }

  /** Encrypts the next message, `parts` joined, to `out` at `outOffset`. */
  sealInto(parts: readonly Uint8Array[], aad: Uint8Array, out: Uint8Array, outOffset: number): void {
    sealInto({ key: this.#key, nonce: makeNonce(this.#messages, this.#rekeys), aad }, parts, out, outOffset);
    this.#next();
  }

  /** Decrypts the next message. @returns It, or `undefined` when it is not authentic. */
  open(sealed: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
    const plain = open({ key: this.#key, nonce: makeNonce(this.#messages, this.#rekeys), aad }, sealed);
    this.#next();
    return plain;
  }

  #next(): void {
    this.#messages++;
    if (this.#messages < REKEY_INTERVAL) return;
    // The keystream of an encryption, which begins with the second block: the first one is the tag's key.
    const nonce = makeNonce(REKEY_NONCE_WORD, this.#rekeys);
    this.#key = chacha20(this.#key, nonce, new Uint8Array(KEY_BYTES), undefined, 1);
    this.#messages = 0;
    this.#rekeys++;
  }
}
