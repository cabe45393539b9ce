import { bytesToHex } from '../bytes/hex.ts';

/** What was found to be wrong with what is kept on disk. Hashes are in wire order. */
export type StorageDamage =
  | { readonly code: 'coin-damaged'; readonly txid: Uint8Array; readonly vout: number }
  | {
      readonly code: 'block-damaged' | 'undo-damaged';
      readonly file: number;
      readonly offset: number;
      readonly why: string;
    }
  | { readonly code: 'index-damaged'; readonly why: string }
  /** An entry of the store has another checksum than it was written with. */
  | { readonly code: 'value-damaged'; readonly key: Uint8Array }
  /** A block and the coins that it changed do not go together. */
  | { readonly code: 'coins-inconsistent'; readonly height: number; readonly why: string };

/** What Vigil wrote does not read as it was written: a disk failed, or files were changed or mixed. */
export class StorageDamageError extends Error {
  override readonly name = 'StorageDamageError';
  readonly damage: StorageDamage;

  constructor(damage: StorageDamage) {
    super(describeStorageDamage(damage));
    this.damage = damage;
  }
}

/** Says in one line what is damaged. */
export function describeStorageDamage(damage: StorageDamage): string {
  switch (damage.code) {
    case 'coin-damaged':
      return `the coin ${bytesToHex(damage.txid.toReversed())}:${damage.vout} can't be read`;
    case 'block-damaged':
      return `the block in ${fileName('blk', damage.file)} at offset ${damage.offset} can't be read: ${damage.why}`;
    case 'undo-damaged':
      return `undo data in ${fileName('rev', damage.file)} at offset ${damage.offset} can't be read: ${damage.why}`;
    case 'index-damaged':
      return `the index of blocks can't be read: ${damage.why}`;
    case 'value-damaged':
      return `the entry ${bytesToHex(damage.key)} of the store has a wrong checksum`;
    case 'coins-inconsistent':
      return `the coins do not go with the block at height ${damage.height}: ${damage.why}`;
  }
}

function fileName(kind: 'blk' | 'rev', file: number): string {
  return `${kind}${file.toString().padStart(5, '0')}.dat`;
}
