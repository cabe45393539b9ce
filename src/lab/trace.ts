import { ByteWriter } from '../bytes/byte-writer.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { sha256 } from '../crypto/hashes.ts';

/** How much is gathered before it is hashed. */
const CHUNK_BYTES = 64 * 1024;

/** Everything that happened in a world, as one hash: two runs are the same if, and only if, theirs are. */
export class Trace {
  #state: Uint8Array = new Uint8Array(32);
  #pending = new ByteWriter(CHUNK_BYTES + 1024);
  #count = 0;

  /** How many things were noted. */
  get count(): number {
    return this.#count;
  }

  /**
   * Notes one thing.
   *
   * @param atUs When, in microseconds of virtual time.
   * @param who Index of the node that it happens to.
   * @param what A word for the kind.
   * @param bytes All that there is to it.
   */
  note(atUs: number, who: number, what: string, bytes: Uint8Array = NO_BYTES): void {
    this.#count++;
    // Microseconds stay below 2^53: two words hold them, and no bigint is made for each event.
    const writer = this.#pending.u32Le(atUs % TWO_TO_32).u32Le(Math.floor(atUs / TWO_TO_32));
    writer.u32Le(who).compactSize(what.length);
    for (let i = 0; i < what.length; i++) writer.u8(what.charCodeAt(i));
    writer.varBytes(bytes);
    if (writer.length >= CHUNK_BYTES) this.#fold();
  }

  /** The hash of all so far, in hex. Noting may go on. */
  digest(): string {
    this.#fold();
    return bytesToHex(this.#state);
  }

  #fold(): void {
    if (this.#pending.length === 0) return;
    const chunk = this.#pending.finish();
    const joined = new Uint8Array(this.#state.length + chunk.length);
    joined.set(this.#state);
    joined.set(chunk, this.#state.length);
    this.#state = sha256(joined);
    this.#pending = new ByteWriter(CHUNK_BYTES + 1024);
  }
}

const TWO_TO_32 = 0x1_0000_0000;

const NO_BYTES = new Uint8Array(0);
