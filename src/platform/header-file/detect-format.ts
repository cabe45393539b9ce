import { NETWORK_NAMES, networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { HEADER_BYTES, HEADER_OFFSETS, hashHeader } from '../../primitives/header.ts';
import { OBFUSCATION_KEY_BYTES } from './forward-file.ts';

/** What a file's first bytes say that it is. */
export type HeaderFileFormat =
  | { readonly kind: 'raw'; readonly recordBytes: 80 | 81 }
  | { readonly kind: 'text' }
  | { readonly kind: 'blocks'; readonly network: NetworkName; readonly isObfuscated: boolean }
  /** Blocks under a key that is not at hand: certain when the bytes betray it, else only likely by the file's name. */
  | { readonly kind: 'obfuscated-blocks'; readonly certain: boolean }
  | { readonly kind: 'zeros' }
  | { readonly kind: 'unknown'; readonly found: string };

/** How other kinds of files begin, so that an error can say what the file is. */
const OTHER_KINDS: readonly (readonly [found: string, start: readonly number[]])[] = [
  ['compressed with gzip: decompress it first', [0x1f, 0x8b]],
  ['compressed with zstd: decompress it first', [0x28, 0xb5, 0x2f, 0xfd]],
  ['compressed with bzip2: decompress it first', [0x42, 0x5a, 0x68]],
  ['compressed with xz: decompress it first', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a zip archive: unpack it first', [0x50, 0x4b, 0x03, 0x04]],
  ['UTF-16 text: save it as UTF-8', [0xff, 0xfe]],
  ['UTF-16 text: save it as UTF-8', [0xfe, 0xff]],
  ['JSON', [0x7b]],
  ['JSON', [0x5b]],
];

/** Bytes of a file's start that decide on its kind. */
const TEXT_PROBE_BYTES = 512;

/** The network whose magic bytes these start with. */
export function networkOfMagic(bytes: Uint8Array): NetworkName | undefined {
  return NETWORK_NAMES.find((name) => networkParams(name).magic.every((byte, i) => bytes[i] === byte));
}

/** The network whose first block has this hash, in wire order. */
export function networkOfGenesis(hash: Uint8Array): NetworkName | undefined {
  return NETWORK_NAMES.find((name) => {
    const genesisHash = hashHeader(networkParams(name).genesisHeader, 0);
    return genesisHash.every((byte, i) => hash[i] === byte);
  });
}

/**
 * Tells what kind of file this is from its first bytes.
 *
 * @param start The file's first bytes: all of them, or some hundred at least.
 * @param options.key What `xor.dat` beside the file holds, if there is one.
 * @param options.fileName Tells undo data from blocks, and helps to guess at what is no known kind.
 */
export function detectFormat(
  start: Uint8Array,
  options: { readonly key?: Uint8Array; readonly fileName: string },
): HeaderFileFormat {
  // Framed as block files are, and taken for one by `blocks/*.dat`.
  if (/^rev\d{5}\.dat$/.test(options.fileName)) {
    return { kind: 'unknown', found: "Bitcoin Core's undo data: name the blk*.dat files only" };
  }
  const network = networkOfMagic(start);
  if (network !== undefined) return { kind: 'blocks', network, isObfuscated: false };
  const { key } = options;
  if (key !== undefined) {
    const hidden = networkOfMagic(start.subarray(0, OBFUSCATION_KEY_BYTES).map((byte, i) => byte ^ key[i]!));
    if (hidden !== undefined) return { kind: 'blocks', network: hidden, isObfuscated: true };
  }
  const other = OTHER_KINDS.find(([, bytes]) => bytes.every((byte, i) => start[i] === byte));
  if (other !== undefined) return { kind: 'unknown', found: other[0] };
  if (start.subarray(0, TEXT_PROBE_BYTES).every(isTextByte)) return { kind: 'text' };
  if (start.every((byte) => byte === 0)) return { kind: 'zeros' };
  if (looksObfuscated(start)) return { kind: 'obfuscated-blocks', certain: true };
  if (/^blk\d{5}\.dat$/.test(options.fileName)) return { kind: 'obfuscated-blocks', certain: false };
  return { kind: 'raw', recordBytes: rawRecordBytes(start) };
}

/**
 * Whether these are blocks under an unknown key. On every public network the hash in a header ends in zeros (in wire
 * order), so the key's first half stands open at bytes 40 to 43: with it, the first bytes turn into a network's magic.
 */
function looksObfuscated(start: Uint8Array): boolean {
  const zeros = 8 + HEADER_OFFSETS.merkleRoot - 4;
  return (
    start.length >= 88 && networkOfMagic(start.subarray(0, 4).map((byte, i) => byte ^ start[zeros + i]!)) !== undefined
  );
}

/** 81 when each header is followed by a zero byte, as in the P2P message `headers`, and the next one links to it. */
function rawRecordBytes(start: Uint8Array): 80 | 81 {
  if (start.length < HEADER_BYTES + 1 || start[HEADER_BYTES] !== 0) return 80;
  if (start.length === HEADER_BYTES + 1) return 81;
  const prevHash = HEADER_BYTES + 1 + HEADER_OFFSETS.prevHash;
  return hashHeader(start, 0).every((byte, i) => start[prevHash + i] === byte) ? 81 : 80;
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d) || byte >= 0x80;
}
