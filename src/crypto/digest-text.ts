/**
 * Writes the bytes of a digest that came as a text of one character a byte to `out` at `offset`.
 *
 * That is how all digests here come out of `node:crypto`: as a text of the encoding 'binary', not as a Buffer, whose
 * allocation costs Node 20 three times as much as hashing a small input.
 */
export function writeDigest(text: string, out: Uint8Array, offset: number): void {
  for (let i = 0; i < text.length; i++) out[offset + i] = text.charCodeAt(i);
}

/** Turns a digest of one character a byte into its bytes. */
export function digestBytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  writeDigest(text, out, 0);
  return out;
}
