import { OP } from '../../primitives/script/opcodes.ts';

/** Scripts that are kept without what all of their kind share. Source: Bitcoin Core's `CompressScript`. */
export const P2PKH = 0;
export const P2SH = 1;
/** The key's own first byte, 02 or 03, is the kind of a pay-to-key script. */
export const P2PK_EVEN = 2;
export const P2PK_ODD = 3;

/**
 * How many kinds Core has. Its last two, keys of 65 bytes without their y, are written nowhere by Vigil: to do so takes a check
 * that a key lies on the curve, and to read one a square root; and such keys have been rare since 2012.
 */
export const SPECIAL_KINDS = 6;

/** The kind of a script that has a compact form, or -1. */
export function specialKind(bytes: Uint8Array, start: number, end: number): number {
  const size = end - start;
  if (size === 25) {
    return bytes[start] === OP.OP_DUP &&
      bytes[start + 1] === OP.OP_HASH160 &&
      bytes[start + 2] === 20 &&
      bytes[start + 23] === OP.OP_EQUALVERIFY &&
      bytes[start + 24] === OP.OP_CHECKSIG
      ? P2PKH
      : -1;
  }
  if (size === 23) {
    return bytes[start] === OP.OP_HASH160 && bytes[start + 1] === 20 && bytes[start + 22] === OP.OP_EQUAL ? P2SH : -1;
  }
  if (size !== 35 || bytes[start] !== 33 || bytes[start + 34] !== OP.OP_CHECKSIG) return -1;
  const first = bytes[start + 1]!;
  return first === P2PK_EVEN || first === P2PK_ODD ? first : -1;
}

/** Puts a script of a kind from 0 to 3 together again. @param payload The hash, or x of the key. */
export function specialScript(kind: number, payload: Uint8Array): Uint8Array {
  const head = kind === P2PKH ? [OP.OP_DUP, OP.OP_HASH160, 20] : kind === P2SH ? [OP.OP_HASH160, 20] : [33, kind];
  const tail = kind === P2PKH ? [OP.OP_EQUALVERIFY, OP.OP_CHECKSIG] : kind === P2SH ? [OP.OP_EQUAL] : [OP.OP_CHECKSIG];
  const script = new Uint8Array(head.length + payload.length + tail.length);
  script.set(head);
  script.set(payload, head.length);
  script.set(tail, head.length + payload.length);
  return script;
}
