import type { Signer } from './signer.ts';

const DIGEST_BYTES = 32;
const SIGNATURE_BYTES = 64;
const ROW_BYTES = 4 + DIGEST_BYTES + SIGNATURE_BYTES;

/** What a thread that signs is started with. */
export interface SigningTask {
  readonly secrets: SharedArrayBuffer;
}

/** Rows of a batch for one thread. */
export interface SigningRange {
  readonly buffer: SharedArrayBuffer;
  readonly start: number;
  readonly end: number;
}

/** Signatures to be made, in shared memory, so that any thread can make them: columns of secret, digest and signature. */
export class SignBatch {
  readonly buffer: SharedArrayBuffer;
  readonly #capacity: number;
  /** Twice the row of the secret, plus 1 for Schnorr. */
  readonly #secrets: Int32Array;
  readonly #digests: Uint8Array;
  readonly #signatures: Uint8Array;
  #size = 0;

  /** @param from How many rows there is room for, or the memory of a batch that was filled elsewhere. */
  constructor(from: number | SharedArrayBuffer) {
    this.buffer = typeof from === 'number' ? new SharedArrayBuffer(from * ROW_BYTES) : from;
    this.#capacity = this.buffer.byteLength / ROW_BYTES;
    this.#secrets = new Int32Array(this.buffer, 0, this.#capacity);
    this.#digests = new Uint8Array(this.buffer, 4 * this.#capacity, DIGEST_BYTES * this.#capacity);
    this.#signatures = new Uint8Array(this.buffer, (4 + DIGEST_BYTES) * this.#capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Whether `count` more rows find room. */
  hasRoom(count: number): boolean {
    return this.#size + count <= this.#capacity;
  }

  /** @returns The row that will have the signature. */
  add(scheme: 'ecdsa' | 'schnorr', secret: number, digest: Uint8Array): number {
    const row = this.#size++;
    this.#secrets[row] = 2 * secret + (scheme === 'schnorr' ? 1 : 0);
    this.#digests.set(digest, DIGEST_BYTES * row);
    return row;
  }

  /** Makes the signatures of the rows from `start` to before `end`. */
  sign(signer: Signer, start: number, end: number): void {
    for (let row = start; row < end; row++) {
      const secret = this.#secrets[row]!;
      const digest = this.#digests.subarray(DIGEST_BYTES * row, DIGEST_BYTES * (row + 1));
      if ((secret & 1) === 1) signer.signSchnorr(secret >> 1, digest, this.#signatures, SIGNATURE_BYTES * row);
      else signer.signEcdsa(secret >> 1, digest, this.#signatures, SIGNATURE_BYTES * row);
    }
  }

  /** The 64 bytes of a signature that was made. */
  signature(row: number): Uint8Array {
    return this.#signatures.slice(SIGNATURE_BYTES * row, SIGNATURE_BYTES * (row + 1));
  }
}
