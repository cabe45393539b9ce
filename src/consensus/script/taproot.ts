import { sha256 } from '../../crypto/hashes.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';

/** Length of a control block without its path: leaf version with parity, internal key (BIP341). */
export const CONTROL_BASE_BYTES = 33;
/** Length of one step of the path. */
export const CONTROL_NODE_BYTES = 32;
/** Most steps of the path. */
export const CONTROL_MAX_NODES = 128;
/** What of a control block's first byte is the leaf version; the other bit is the output key's parity. */
export const LEAF_VERSION_MASK = 0xfe;
/** Leaf version of tapscripts (BIP342). */
export const LEAF_VERSION_TAPSCRIPT = 0xc0;

const writer = new ByteWriter();

/** What a BIP340 tagged hash begins with: the tag's hash, twice. It fills one block of SHA-256. */
export function tagPrefix(tag: string): Uint8Array {
  const hash = sha256(Uint8Array.from(tag, (character) => character.charCodeAt(0)));
  const prefix = new Uint8Array(2 * hash.length);
  prefix.set(hash);
  prefix.set(hash, hash.length);
  return prefix;
}

/** Of what a Schnorr signature signs. */
export const TAP_SIGHASH_PREFIX: Uint8Array = tagPrefix('TapSighash');
const TAP_LEAF_PREFIX = tagPrefix('TapLeaf');
const TAP_BRANCH_PREFIX = tagPrefix('TapBranch');
const TAP_TWEAK_PREFIX = tagPrefix('TapTweak');

/** Whether a control block has a length that BIP341 allows. */
export function isControlBlockSize(size: number): boolean {
  const path = size - CONTROL_BASE_BYTES;
  return path >= 0 && path % CONTROL_NODE_BYTES === 0 && path <= CONTROL_MAX_NODES * CONTROL_NODE_BYTES;
}

/** Hashes a script of the tree, with its leaf version. Source: BIP341; Core's `ComputeTapleafHash`. */
export function tapleafHash(leafVersion: number, script: Uint8Array): Uint8Array {
  return sha256(writer.reset().raw(TAP_LEAF_PREFIX).u8(leafVersion).compactSize(script.length).raw(script).view());
}

/** Hashes two nodes of the tree into the one above, the lower first. Source: BIP341; Core's `ComputeTapbranchHash`. */
export function tapbranchHash(a: Uint8Array, b: Uint8Array): Uint8Array {
  const ordered = isBelow(a, b);
  return sha256(
    writer
      .reset()
      .raw(TAP_BRANCH_PREFIX)
      .raw(ordered ? a : b)
      .raw(ordered ? b : a)
      .view(),
  );
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

/**
 * Walks from a leaf up to the root of the tree. Source: Core's `ComputeTaprootMerkleRoot`.
 *
 * @param controlBlock Of a length that `isControlBlockSize` allows.
 */
export function taprootMerkleRoot(controlBlock: Uint8Array, leafHash: Uint8Array): Uint8Array {
  let node = leafHash;
  for (let at = CONTROL_BASE_BYTES; at < controlBlock.length; at += CONTROL_NODE_BYTES) {
    node = tapbranchHash(node, controlBlock.subarray(at, at + CONTROL_NODE_BYTES));
  }
  return node;
}

/**
 * Computes the tweak that commits an output key to its internal key and the tree. Source: BIP341; Core's
 * `ComputeTapTweakHash`.
 *
 * @param internalKey 32 bytes.
 * @param merkleRoot 32 bytes, or `undefined` where there is no script.
 */
export function tapTweakHash(internalKey: Uint8Array, merkleRoot: Uint8Array | undefined): Uint8Array {
  writer.reset().raw(TAP_TWEAK_PREFIX).raw(internalKey);
  if (merkleRoot !== undefined) writer.raw(merkleRoot);
  return sha256(writer.view());
}

/** Hashes an annex with its length before it: BIP341's `sha_annex`. */
export function annexHash(annex: Uint8Array): Uint8Array {
  return sha256(writer.reset().compactSize(annex.length).raw(annex).view());
}
