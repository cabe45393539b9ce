import type { HeaderAnchor } from '../chain/header-anchor.ts';
import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';
import { NETWORK_NAMES } from '../consensus/params.ts';
import type { NetworkName } from '../consensus/params.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { HEADER_BYTES } from '../primitives/header.ts';

/**
 * A store of headers is one file, `headers.dat`: a head of 1,024 bytes, then headers of 80 bytes each, in the order in
 * which they were added, so that a parent is always before its children.
 *
 * The head is `vigil headers\n`, a line of JSON, spaces, and the double SHA-256 of all that. It is written once.
 */
export const STORE_HEAD_BYTES = 1024;

const MAGIC: Uint8Array = Buffer.from('vigil headers\n', 'latin1');
const CHECKSUM_OFFSET = STORE_HEAD_BYTES - 32;
const VERSION = 1;

/** What the head of a store says. */
export interface StoreHead {
  readonly network: NetworkName;
  /** Where the headers begin; the network's first block when missing. It is not repeated among the headers. */
  readonly anchor?: HeaderAnchor;
}

/** Why a head can't be read. */
export type StoreHeadReject = 'no-magic' | 'checksum' | 'version' | 'content';

/** Whether these are the first bytes of a store of headers. */
export function isStoreHead(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** Writes the head of a store. */
export function encodeStoreHead(head: StoreHead): Uint8Array {
  const { network, anchor } = head;
  const root = anchor && { height: anchor.height, header: bytesToHex(anchor.header), context: anchor.context ?? null };
  const json = JSON.stringify({ version: VERSION, network, root: root ?? null });
  const bytes = new Uint8Array(STORE_HEAD_BYTES).fill(0x20);
  bytes.set(MAGIC);
  bytes.set(Buffer.from(`${json}\n`, 'latin1'), MAGIC.length);
  bytes.set(sha256d(bytes.subarray(0, CHECKSUM_OFFSET)), CHECKSUM_OFFSET);
  return bytes;
}

/** Reads the head of a store from the first 1,024 bytes of its file. */
export function decodeStoreHead(bytes: Uint8Array): StoreHead | StoreHeadReject {
  if (bytes.length < STORE_HEAD_BYTES || !isStoreHead(bytes)) return 'no-magic';
  const checksum = sha256d(bytes.subarray(0, CHECKSUM_OFFSET));
  if (!checksum.every((byte, i) => byte === bytes[CHECKSUM_OFFSET + i])) return 'checksum';
  try {
    const text = Buffer.from(bytes.subarray(MAGIC.length, CHECKSUM_OFFSET)).toString('latin1');
    const json = JSON.parse(text) as Partial<{ version: number; network: string; root: unknown }> | null;
    if (json?.version !== VERSION) return 'version';
    const network = NETWORK_NAMES.find((name) => name === json.network);
    if (network === undefined) return 'content';
    if (json.root === null) return { network };
    const anchor = anchorFromJson(json.root);
    return anchor === undefined ? 'content' : { network, anchor };
  } catch {
    return 'content';
  }
}

function anchorFromJson(root: unknown): HeaderAnchor | undefined {
  const { height, header, context } = root as { height?: unknown; header?: unknown; context?: unknown };
  const bytes = typeof header === 'string' ? bytesFromHex(header) : undefined;
  if (typeof height !== 'number' || bytes?.length !== HEADER_BYTES) return undefined;
  if (context === null) return { height, header: bytes };
  const { timeSec, bits } = (context as { epochFirst: { timeSec: unknown; bits: unknown } }).epochFirst;
  if (typeof timeSec !== 'number' || typeof bits !== 'number') return undefined;
  return { height, header: bytes, context: { epochFirst: { timeSec, bits } } };
}
