import { formatCounted } from '../../observatory/answers/units.ts';
import { describeReject, rejectReason } from '../../consensus/header-rules.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import type { HeaderImportFailure, HeaderOrigin } from '../../platform/header-file/header-file-failure.ts';
import { MAX_HELD_BACK } from '../../platform/held-back-headers.ts';
import type { HeaderStoreFailure } from '../../platform/header-store-failure.ts';

/** Says in one line why headers could not be read: what, where, and what to do. */
export function describeHeaderFailure(failure: HeaderImportFailure): string {
  switch (failure.code) {
    case 'file-not-readable':
      return `can't read ${failure.path}: ${failure.reason}`;
    case 'file-is-directory':
      return `${failure.path} is a folder; name the files in it, such as ${failure.path.replace(/\/+$/, '')}/blk*.dat`;
    case 'file-not-regular':
      return `${failure.path} is a device or a pipe; headers are read from regular files`;
    case 'file-empty':
      return `${failure.path} is empty (0 bytes)`;
    case 'file-zeros':
      return failure.offset === 0
        ? `${failure.path} begins with nothing but zeros (${formatCounted(failure.sizeBytes, 'byte')} long), so it holds no headers; was it only set aside, or cut off while being copied?`
        : `${failure.path} holds more than 64 MiB of zeros from offset ${failure.offset} on, more than any program sets aside: it was not read further`;
    case 'file-format-unknown':
      return `${failure.path} is no file of headers (${failure.found}); known are raw runs of 80 bytes, lines of 160 hex digits, CSV with a column of those, and blk*.dat`;
    case 'file-truncated':
      return `${failure.path} ends in the middle of a header: ${formatCounted(failure.leftoverBytes, 'byte')} of ${failure.recordBytes} at offset ${failure.offset}; get the file's end again`;
    case 'line-malformed':
      return `${failure.path}, line ${failure.line} (offset ${failure.offset}): expected ${failure.expected}, found ${failure.found}`;
    case 'block-truncated':
      return describeTruncatedBlock(failure);
    case 'blocks-missing':
      return `${failure.path} holds no block (${formatCounted(failure.sizeBytes, 'byte')})`;
    case 'network-wrong':
      return `${failure.path} (offset ${failure.offset}) is of ${failure.found}, not ${failure.expected}; import it with --network ${failure.found}`;
    case 'blocks-obfuscated':
      return failure.certain
        ? `${failure.path} is obfuscated, as Bitcoin Core 28 and later write it; copy its key beside it as ${failure.keyPath}`
        : `${failure.path} is named as a block file but begins with no network's magic; if Bitcoin Core 28 or later wrote it, copy its key beside it as ${failure.keyPath}`;
    case 'obfuscation-key-malformed':
      return `${failure.path} is ${formatCounted(failure.sizeBytes, 'byte')} long, a key of Bitcoin Core has 8; copy it again`;
    case 'header-rejected':
      return describeRejected(failure);
    case 'height-mismatch':
      return `${where(failure.origin)}: the file says height ${failure.statedHeight}, the header has height ${failure.height}`;
    case 'heights-not-contiguous':
      return `${where(failure.origin)}: height ${failure.statedHeight} follows height ${failure.previousHeight}: blocks are left out in between, and headers can only be checked one after the other`;
    case 'too-many-waiting':
      return `more than ${MAX_HELD_BACK} blocks wait for the blocks before them, the first at ${where(failure.origin)}; name the block files in order, from blk00000.dat on`;
    case 'anchor-mismatch':
      return `${where(failure.origin)}: the first header, taken for height ${failure.height}, has hash ${blockHashToHex(failure.found)}; ${failure.expectedBy === 'command' ? '--anchor says' : 'the block of that height is'} ${blockHashToHex(failure.expected)}`;
    case 'anchor-epoch-bits':
      return `${where(failure.origin)}: the first header, taken for height ${failure.height}, has bits ${hex32(failure.bits)}; blocks of that height have ${hex32(failure.epochBits)}: is the height right?`;
    case 'epoch-table-mismatch':
      return `height ${failure.height} is block ${blockHashToHex(failure.found)}, but mainnet's is ${blockHashToHex(failure.expected)}: these headers keep the rules, and are of another chain, or begin at another height than --anchor says`;
  }
}

/** Says in one line what is wrong with the headers on disk. */
export function describeStoreFailure(failure: HeaderStoreFailure): string {
  switch (failure.code) {
    case 'store-locked':
      return `another vigil (process ${failure.pid}) is writing headers; wait for it, or stop it (lock file ${failure.lockPath})`;
    case 'store-not-accessible':
      return `can't read or write ${failure.path}: ${failure.reason}; the headers stored before are kept`;
    case 'store-head-damaged':
      return `${failure.path}: ${HEAD_DAMAGES[failure.reject]}; move it away and import the headers again`;
    case 'store-network-mismatch':
      return `${failure.path} holds headers of ${failure.found}, not ${failure.expected}; move it to the folder of its network`;
    case 'store-anchor-mismatch':
      return `${failure.path} begins at height ${failure.storeHeight} with block ${failure.storeHash}, --anchor asks for height ${failure.askedHeight}${failure.askedHash === undefined ? '' : ` with block ${failure.askedHash}`}; leave --anchor out to add to what is there, or use another --datadir`;
    case 'store-damaged':
      return `${failure.path} is damaged at height ${failure.height} (offset ${failure.offset}): ${failure.reject.code}: ${describeReject(failure.reject)}; ${formatCounted(failure.headersBefore, 'header')} before it hold, ${failure.headersAfter} from it on need a look: bring the file back from a copy, or run "vigil headers verify --repair" and import from height ${failure.height} on`;
  }
}

const HEAD_DAMAGES = {
  'no-magic': 'it is no store of headers, or its first bytes are damaged',
  checksum: 'its first 1024 bytes are damaged (checksum)',
  version: 'it was written by a newer vigil',
  content: 'its first 1024 bytes make no sense',
  anchor: 'the header it begins with is not valid',
} as const;

/** Where a header was read, as editors and hex dumps count. */
function where(origin: HeaderOrigin): string {
  return origin.line === undefined
    ? `${origin.path}, offset ${origin.offset}`
    : `${origin.path}, line ${origin.line} (offset ${origin.offset})`;
}

function describeTruncatedBlock(failure: HeaderImportFailure & { readonly code: 'block-truncated' }): string {
  const { path, offset, blockBytes, presentBytes } = failure;
  return blockBytes === undefined
    ? `${path} ends in the middle of a block's frame, at offset ${offset}; get the file's end again`
    : `${path} ends in the middle of the block at offset ${offset}: ${formatCounted(presentBytes, 'byte')} of ${blockBytes}; get the file's end again`;
}

function describeRejected(failure: HeaderImportFailure & { readonly code: 'header-rejected' }): string {
  const { reject, height, hash, origin, waiting } = failure;
  const subject = height >= 0 ? `height ${height}` : `block ${blockHashToHex(hash)}`;
  return `${subject}, ${where(origin)}: ${rejectReason(reject)}: ${describeReject(reject)}${hintFor(failure)}${
    waiting > 1
      ? ` (${waiting} blocks wait for blocks that are in none of the files; name the files that hold them too, or get a damaged one again)`
      : ''
  }`;
}

/** What most likely went wrong, where that can be told. */
function hintFor(failure: HeaderImportFailure & { readonly code: 'header-rejected' }): string {
  const { reject, origin } = failure;
  const isFirst = origin.offset === 0 && origin.line === undefined;
  if (reject.code === 'high-hash' && isFirst && failure.height < 0) {
    return '; is it a file of headers (raw runs of 80 bytes, lines of 160 hex digits, blk*.dat)?';
  }
  if (reject.code !== 'prev-blk-not-found') return '';
  if (failure.hashBefore !== undefined && origin.statedHeight === undefined) {
    return `; the header before it in the file is ${blockHashToHex(failure.hashBefore)}: headers are missing, or out of order`;
  }
  if (failure.tableHeight !== undefined) {
    return `; it is the block of height ${failure.tableHeight}: import the headers before it first, or begin with it: --anchor ${failure.tableHeight}`;
  }
  if (origin.statedHeight !== undefined && origin.statedHeight > 0) {
    return `; the file says height ${origin.statedHeight}: import the headers before it first, or begin there with --anchor ${origin.statedHeight}`;
  }
  return isFirst ? '; import the headers before it first, or begin with it: --anchor HEIGHT' : '';
}

function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
