import { assert } from '../bytes/assert.ts';
import { isBelowOrder, isHighS, negateScalar } from './scalar-bytes.ts';

/** Length of r and s together, as `Secp256k1.verifyEcdsa` takes them. */
export const COMPACT_SIGNATURE_BYTES = 64;

const SCALAR_BYTES = 32;
const SEQUENCE_TAG = 0x30;
const INTEGER_TAG = 0x02;

/** Where one integer's bytes lie; and the place behind them. */
interface Cursor {
  start: number;
  length: number;
}

const cursor: Cursor = { start: 0, length: 0 };
const unused = new Uint8Array(COMPACT_SIGNATURE_BYTES);

/**
 * Reads a DER signature as Bitcoin did before BIP66: negative and padded integers, long lengths and bytes behind the end
 * are all let through (Core's `ecdsa_signature_parse_der_lax`, then `secp256k1_ecdsa_signature_normalize`).
 *
 * @param signature The signature without its hash type byte.
 * @returns 64 bytes: r and s, big-endian, s made low; all zero, which no key verifies, where r or s is not below the
 * group's order. `undefined` where even the lax parser refuses: then there is no signature to verify.
 */
export function parseLaxDer(signature: Uint8Array): Uint8Array | undefined {
  const compact = new Uint8Array(COMPACT_SIGNATURE_BYTES);
  return parseLaxDerInto(signature, compact) ? compact : undefined;
}

/**
 * Does what `parseLaxDer` does, without allocating.
 *
 * @param signature The signature without its hash type byte.
 * @param out 64 bytes for the result; of no meaning where the answer is false.
 * @returns False where `parseLaxDer` gives `undefined`.
 */
export function parseLaxDerInto(signature: Uint8Array, out: Uint8Array): boolean {
  if (!readCompact(signature, out)) return false;
  if (isHighS(out, SCALAR_BYTES)) negateScalar(out, SCALAR_BYTES);
  return true;
}

/**
 * Says whether the s of a signature is not above half the group's order (BIP62's rule 5; Core's `CPubKey::CheckLowS`). As
 * in Core, one whose r or s is not below the order counts as low, since the lax parser turns it into zeros.
 *
 * @param signature The signature in DER, with or without its hash type byte: what is behind s is not looked at. False if
 * even the lax parser refuses it.
 */
export function isLowS(signature: Uint8Array): boolean {
  return readCompact(signature, unused) && !isHighS(unused, SCALAR_BYTES);
}

/**
 * Says whether a signature with its hash type byte is in strict DER (BIP66; Core's `IsValidSignatureEncoding`):
 * `30 length 02 length r 02 length s hashtype`, 9 to 73 bytes, r and s positive and without needless leading zeros.
 *
 * @param signature The signature with its hash type byte, which may be any.
 */
export function isStrictDer(signature: Uint8Array): boolean {
  const size = signature.length;
  if (size < 9 || size > 73) return false;
  if (signature[0] !== 0x30 || signature[1] !== size - 3) return false;
  const lengthR = signature[3]!;
  if (5 + lengthR >= size) return false;
  const lengthS = signature[5 + lengthR]!;
  return lengthR + lengthS + 7 === size && isInteger(signature, 2) && isInteger(signature, 4 + lengthR);
}

/** Says whether a positive integer in its shortest form begins at `at` with its tag. Its length has been checked. */
function isInteger(signature: Uint8Array, at: number): boolean {
  const length = signature[at + 1]!;
  if (signature[at] !== INTEGER_TAG || length === 0) return false;
  const first = signature[at + 2]!;
  if (first & 0x80) return false;
  return !(length > 1 && first === 0 && (signature[at + 3]! & 0x80) === 0);
}

/** Writes r and s as they stand, or zeros if one is too large. */
function readCompact(input: Uint8Array, out: Uint8Array): boolean {
  assert(out.length === COMPACT_SIGNATURE_BYTES, 'r and s fit exactly');
  let at = sequenceBody(input);
  if (at < 0) return false;
  out.fill(0);
  let fits = true;
  for (let end = SCALAR_BYTES; end <= COMPACT_SIGNATURE_BYTES; end += SCALAR_BYTES) {
    if (!findInteger(input, at)) return false;
    at = cursor.start + cursor.length;
    fits = copyInteger(input, out, end) && fits;
  }
  if (!fits || !isBelowOrder(out, 0) || !isBelowOrder(out, SCALAR_BYTES)) out.fill(0);
  return true;
}

/** The place behind the sequence's tag and length, whose value is not looked at; -1 if there is none. */
function sequenceBody(input: Uint8Array): number {
  if (input.length < 2 || input[0] !== SEQUENCE_TAG) return -1;
  const lengthByte = input[1]!;
  const body = lengthByte & 0x80 ? 2 + (lengthByte & 0x7f) : 2;
  return body <= input.length ? body : -1;
}

/** Sets the cursor to the integer that begins at `at` with its tag. False if it is none, or runs over the end. */
function findInteger(input: Uint8Array, at: number): boolean {
  if (at + 2 > input.length || input[at] !== INTEGER_TAG) return false;
  let place = at + 2;
  let length = input[at + 1]!;
  if (length & 0x80) {
    const end = place + (length & 0x7f);
    if (end > input.length) return false;
    while (place < end && input[place] === 0) place++;
    // Core leaves lengths of four bytes to nobody: size_t may be 32 bits.
    if (end - place >= 4) return false;
    for (length = 0; place < end; place++) length = length * 256 + input[place]!;
  }
  if (length > input.length - place) return false;
  cursor.start = place;
  cursor.length = length;
  return true;
}

/** Copies the cursor's integer so that it ends before `end`. False, and nothing copied, if it has above 32 bytes. */
function copyInteger(input: Uint8Array, out: Uint8Array, end: number): boolean {
  const stop = cursor.start + cursor.length;
  let start = cursor.start;
  while (start < stop && input[start] === 0) start++;
  if (stop - start > SCALAR_BYTES) return false;
  for (let from = start, to = end - (stop - start); from < stop; from++, to++) out[to] = input[from]!;
  return true;
}
