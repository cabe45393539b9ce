/**
 * Whether a signature, with its byte of hash type, is in strict DER (BIP66). Says nothing of the numbers in it.
 *
 * Source: Bitcoin Core's `IsValidSignatureEncoding`.
 */
export function isStrictDerSignature(signature: Uint8Array): boolean {
  // 0x30 [length] 0x02 [length of R] [R] 0x02 [length of S] [S] [hash type]
  const size = signature.length;
  if (size < 9 || size > 73) return false;
  if (signature[0] !== 0x30 || signature[1] !== size - 3) return false;
  const sizeR = signature[3]!;
  if (5 + sizeR >= size) return false;
  const sizeS = signature[5 + sizeR]!;
  if (sizeR + sizeS + 7 !== size) return false;
  return isStrictInteger(signature, 2) && isStrictInteger(signature, 4 + sizeR);
}

/** Whether at `at` there is an integer that is positive and has no needless zero byte; its length is known to fit. */
function isStrictInteger(bytes: Uint8Array, at: number): boolean {
  const size = bytes[at + 1]!;
  const first = bytes[at + 2]!;
  if (bytes[at] !== 0x02 || size === 0 || (first & 0x80) !== 0) return false;
  return size === 1 || first !== 0 || (bytes[at + 3]! & 0x80) !== 0;
}

const SIGHASH_NAMES: Readonly<Record<number, string>> = {
  0x01: 'ALL',
  0x02: 'NONE',
  0x03: 'SINGLE',
  0x81: 'ALL|ANYONECANPAY',
  0x82: 'NONE|ANYONECANPAY',
  0x83: 'SINGLE|ANYONECANPAY',
};

/** Returns what a hash type is called (`ALL|ANYONECANPAY`), or `undefined` when it is none of the six defined ones. */
export function sighashName(hashType: number): string | undefined {
  return SIGHASH_NAMES[hashType];
}
