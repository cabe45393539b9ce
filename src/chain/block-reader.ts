import { blockRejectReason } from '../consensus/block-reject.ts';
import { checkMerkleRoot, contextualCheckBlock } from '../consensus/check-block.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { BlockFiles } from '../ports/block-files.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { describeDecodeReject } from '../primitives/decode-reject.ts';
import type { BlockIndex } from './block-index.ts';
import type { HeaderTree } from './header-tree.ts';
import { StorageDamageError } from './storage-damage.ts';
import { readUndoData } from './undo-data.ts';
import type { UndoData } from './undo-data.ts';

/** Reads stored blocks and undo data back, and sees that they are what was stored. */
export class BlockReader {
  readonly #tree: HeaderTree;
  readonly #index: BlockIndex;
  readonly #files: BlockFiles;

  constructor(parts: { readonly tree: HeaderTree; readonly index: BlockIndex; readonly files: BlockFiles }) {
    this.#tree = parts.tree;
    this.#index = parts.index;
    this.#files = parts.files;
  }

  /** Reads a block, and compares its hash. @throws {StorageDamageError} */
  block(row: number): Block {
    const position = this.#index.dataOf(row);
    const bytes = this.#files.readBlock(position);
    if (bytes === undefined) return this.#fail(row, 'there is no block, or the file is cut off');
    const block = parseBlock(bytes);
    if ('code' in block) return this.#fail(row, describeDecodeReject(block));
    const expected = this.#tree.hashOf(row);
    if (!block.hash.every((byte, i) => byte === expected[i])) return this.#fail(row, 'it is another block');
    return block;
  }

  /** Reads a block, and sees that its transactions and witnesses are those that its header commits to. */
  checkedBlock(row: number, params: NetworkParams): Block {
    const block = this.block(row);
    const prev = this.#tree.prevOf(row);
    const height = this.#tree.heightOf(row);
    const reject =
      checkMerkleRoot(block) ??
      (prev < 0
        ? undefined
        : contextualCheckBlock(block, params, { height, medianTimePastSec: this.#tree.medianTimePast(prev) }));
    return reject === undefined ? block : this.#fail(row, blockRejectReason(reject));
  }

  /** Reads a block's undo data. @throws {StorageDamageError} When they are damaged, or another block's. */
  undo(row: number, block: Block): UndoData {
    const position = this.#index.undoOf(row);
    const record = this.#files.readUndo(position);
    const undo = record === undefined ? 'there are none, or the file is cut off' : readUndoData(record, block);
    if (typeof undo !== 'string') return undo;
    throw new StorageDamageError({ code: 'undo-damaged', file: position.file, offset: position.offset, why: undo });
  }

  #fail(row: number, why: string): never {
    const { file, offset } = this.#index.dataOf(row);
    throw new StorageDamageError({ code: 'block-damaged', file, offset, why });
  }
}
