import { chainRejectReason, describeChainReject } from '../../chain/chain-reject.ts';
import type { ChainReject } from '../../chain/chain-reject.ts';
import { describeStorageDamage } from '../../chain/storage-damage.ts';
import type { StorageDamage } from '../../chain/storage-damage.ts';
import type { ChainStoreFailure } from '../../platform/chain-folder/chain-store-failure.ts';
import type { BadBlock, BlockImportOutcome } from '../../platform/chain-import/import-blocks.ts';
import { describeDecodeReject } from '../../primitives/decode-reject.ts';
import type { DecodeReject } from '../../primitives/decode-reject.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { describeHeaderFailure } from '../headers/failure-text.ts';

/** Says in one line why a chain on disk can't be used, and what to do. */
export function describeChainStoreFailure(failure: ChainStoreFailure): string {
  switch (failure.code) {
    case 'chain-locked':
      return `another vigil (process ${failure.pid}) has this chain open; wait for it, or stop it (lock file ${failure.lockPath})`;
    case 'chain-not-accessible':
      return `can't read or write ${failure.path}: ${failure.reason}; what was committed before is kept, and the same command goes on from there`;
    case 'chain-store-damaged':
      return `can't open ${failure.path}: ${failure.reason}; if it is damaged, make it anew from the block files: vigil chain import --reindex`;
    case 'chain-network-mismatch':
      return `${failure.path} holds the chain of ${failure.found}, not ${failure.expected}; move it to the folder of its network`;
    case 'chain-version':
      return failure.found > failure.known
        ? `${failure.path} was written by a newer vigil (version ${failure.found} of the layout)`
        : `${failure.path} was written by an older vigil (version ${failure.found} of the layout); make it anew from the block files: vigil chain import --reindex`;
    case 'block-file-short':
      return `${failure.path} has ${failure.presentBytes} bytes of ${failure.committedBytes}; bring it back from a copy, or import its blocks again: vigil chain import --reindex FILE...`;
    case 'index-missing':
      return `${failure.path} holds block files, but there is no index of them; make it from them: vigil chain import --reindex`;
    case 'script-thread-died':
      return `${failure.reason}; what was committed before is kept; try again with --par 1`;
  }
}

/** Says in one line what on disk is damaged, and what to do. */
export function describeDamage(damage: StorageDamage): string {
  return `${describeStorageDamage(damage)}; is the disk failing? Make coins and index anew from the block files: vigil chain import --reindex`;
}

/** Says in one line why an import did not come to its end. */
export function describeImportFailure(failure: NonNullable<BlockImportOutcome['failure']>): string {
  switch (failure.code) {
    case 'no-block-file':
      return `${failure.path} is no block file; blocks are read from blk*.dat`;
    case 'file-changed':
      return `${failure.path} has changed while it was read (offset ${failure.offset})`;
    default:
      return describeHeaderFailure(failure);
  }
}

/** Returns the reason for which a block was refused, as Bitcoin Core prints it. */
export function badBlockReason(reject: ChainReject | DecodeReject): string {
  return 'offset' in reject ? reject.code : chainRejectReason(reject);
}

/** Says in one line which block was refused, where it lies, and why. */
export function describeBadBlock(bad: BadBlock): string {
  const { height, hash, reject, origin } = bad;
  const subject = height >= 0 ? `height ${height}, block ${blockHashToHex(hash)}` : `block ${blockHashToHex(hash)}`;
  const where = origin === undefined ? '' : ` (${origin.path}, offset ${origin.offset})`;
  const why = 'offset' in reject ? describeDecodeReject(reject) : describeChainReject(reject);
  return `${subject}${where}: ${badBlockReason(reject)}: ${why}`;
}
