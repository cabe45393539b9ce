/** Whether two byte strings are equal. In time that tells where they differ: not for what is secret. */
export function areSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && beginsWith(a, b, 0);
}

/** Whether `bytes`, from `offset` on, go on with all of `start`. */
export function beginsWith(bytes: Uint8Array, start: Uint8Array, offset: number = 0): boolean {
  if (offset + start.length > bytes.length) return false;
  for (let i = 0; i < start.length; i++) if (bytes[offset + i] !== start[i]) return false;
  return true;
}
