import { assert } from '../bytes/assert.ts';
import { HashWriter } from './hash-writer.ts';
import { sha256 } from './hashes.ts';

const writer = new HashWriter();

/**
 * A tagged hash of BIP340: SHA-256 of the tag's SHA-256, twice, and then the message. Each use has its own tag, so that no
 * digest of one can stand for one of another.
 *
 * The 64 bytes before the message are hashed anew each time, which is a sixth of a call's cost: 0.31 us in all, against
 * 0.57 us with a state kept from behind them (`createHash().copy()`).
 */
export class TaggedHash {
  readonly #prefix: Uint8Array;

  /** @param tag ASCII: `TapLeaf`, `TapSighash`. */
  constructor(tag: string) {
    const tagBytes = Uint8Array.from(tag, (character) => {
      const code = character.charCodeAt(0);
      assert(code < 0x80, 'a tag is ASCII');
      return code;
    });
    const half = sha256(tagBytes);
    this.#prefix = new Uint8Array(2 * half.length);
    this.#prefix.set(half);
    this.#prefix.set(half, half.length);
  }

  /** The digest, 32 bytes, of a message that may come in pieces. */
  digest(...pieces: readonly Uint8Array[]): Uint8Array {
    return this.writeTo(writer, ...pieces).sha256();
  }

  /** Writes the tag's prefix, then the pieces, to an empty writer: the beginning of a message that is not whole yet. */
  writeTo(to: HashWriter, ...pieces: readonly Uint8Array[]): HashWriter {
    to.write(this.#prefix);
    for (const piece of pieces) to.write(piece);
    return to;
  }
}
