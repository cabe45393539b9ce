import { ByteReader } from '../../bytes/byte-reader.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import type { GossipedAddress } from '../../wire/net-address.ts';
import { readDiskAddress, writeDiskAddress } from '../addresses/disk-address.ts';

/** How many block-relay-only peers are found again after a restart. Source: Core's `MAX_BLOCK_RELAY_ONLY_ANCHORS`. */
export const MAX_ANCHORS = 2;

const CHECKSUM_BYTES = 32;

/** Writes the peers to connect to first after a restart, as Bitcoin Core's `anchors.dat`. @param magic Of the network. */
export function writeAnchorsFile(anchors: readonly GossipedAddress[], magic: Uint8Array): Uint8Array {
  const kept = anchors.slice(0, MAX_ANCHORS);
  const out = new ByteWriter().raw(magic).compactSize(kept.length);
  for (const anchor of kept) writeDiskAddress(out, anchor);
  const content = out.finish();
  return new ByteWriter().raw(content).raw(sha256d(content)).finish();
}

/** Reads them again. @returns None where the bytes are no such file, or damaged: as in Core, nothing is lost by that. */
export function readAnchorsFile(bytes: Uint8Array, magic: Uint8Array): GossipedAddress[] {
  const content = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  const checksum = sha256d(content);
  const isWhole = bytes.length > CHECKSUM_BYTES && checksum.every((byte, i) => bytes[content.length + i] === byte);
  if (!isWhole || !magic.every((byte, i) => content[i] === byte)) return [];
  const reader = new ByteReader(content, magic.length);
  const anchors: GossipedAddress[] = [];
  for (let left = Math.min(reader.compactSize(), MAX_ANCHORS); left > 0; left--) {
    const anchor = readDiskAddress(reader, 'bip155');
    if (anchor === undefined) return [];
    anchors.push(anchor);
  }
  return anchors;
}
