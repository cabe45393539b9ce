import { blockRejectReason } from '../consensus/block-reject.ts';
import { blockRules, isBip30Checked } from '../consensus/block-rules.ts';
import { checkBlock, contextualCheckBlock } from '../consensus/check-block.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { BlockFiles } from '../ports/block-files.ts';
import type { ScriptVerifier } from '../ports/script-verifier.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import type { ActiveChain } from './active-chain.ts';
import { BLOCK_STATUS } from './block-index.ts';
import type { BlockIndex } from './block-index.ts';
import { BlockReader } from './block-reader.ts';
import type { CoinsCache } from './coins/coins-cache.ts';
import { BlockConnector } from './connect-block.ts';
import { disconnectBlock } from './disconnect-block.ts';
import type { HeaderTree } from './header-tree.ts';
import { isOverwrittenCoinbase } from './overwritten-coinbases.ts';
import { StorageDamageError } from './storage-damage.ts';

/** What a verification reads. The coins are a cache of its own over what is committed: nothing is written. */
export interface VerifyParts {
  readonly params: NetworkParams;
  readonly tree: HeaderTree;
  readonly index: BlockIndex;
  readonly active: ActiveChain;
  readonly files: BlockFiles;
  readonly coins: CoinsCache;
  readonly scripts: ScriptVerifier;
  readonly secp256k1: Secp256k1;
  readonly salt: readonly [number, number];
}

/** One block that was verified, at one pass: backwards from the tip, or forwards when blocks are connected again. */
export interface VerifiedBlock {
  readonly pass: 'backward' | 'forward';
  readonly height: number;
}

/** How far a verification came. */
export interface VerifyResult {
  /** Blocks that were read and checked. */
  readonly blocks: number;
  readonly transactions: number;
  /** Blocks that were disconnected in memory (level 3), and connected again (level 4). */
  readonly disconnected: number;
  readonly reconnected: number;
  /** Memory ran out, so that the blocks before were not disconnected; level 4 then covers as many. */
  readonly isShort: boolean;
  /** The blocks before were pruned. */
  readonly isPruned: boolean;
}

/**
 * Verifies the last blocks of the active chain against files and coins. Each level does what those below it do:
 *
 * 0. the block can be read, and its hash is right;
 * 1. it keeps all rules that need no coins;
 * 2. its undo data can be read, and go with it;
 * 3. it can be disconnected in memory: its coins are as it left them;
 * 4. it connects again, with all scripts; and in the end all coins are as they are stored.
 *
 * A generator, so that the caller may show how far it has come, or stop.
 *
 * Source: Bitcoin Core's `CVerifyDB::VerifyDB`. The comparison at the end of level 4 is Vigil's.
 *
 * @throws {StorageDamageError} For the first thing that is wrong.
 */
export function* verifyChain(
  parts: VerifyParts,
  options: { readonly level: number; readonly blocks: number },
): Generator<VerifiedBlock, VerifyResult> {
  const { active } = parts;
  const lastHeight = Math.max(1, active.height - options.blocks + 1);
  const verifier = new ChainVerifier(parts, options.level);
  for (let height = active.height; height >= lastHeight; height--) {
    if (!verifier.checkBackward(height)) break;
    yield { pass: 'backward', height };
  }
  if (options.level >= 4) {
    for (let height = verifier.lowest; height <= active.height; height++) {
      verifier.checkForward(height);
      yield { pass: 'forward', height };
    }
    verifier.compareCoins();
  }
  return verifier.result();
}

class ChainVerifier {
  readonly #parts: VerifyParts;
  readonly #level: number;
  readonly #reader: BlockReader;
  readonly #connector: BlockConnector;
  readonly #count = { blocks: 0, transactions: 0, disconnected: 0, reconnected: 0 };
  #isShort = false;
  #isPruned = false;

  constructor(parts: VerifyParts, level: number) {
    this.#parts = parts;
    this.#level = level;
    this.#reader = new BlockReader(parts);
    this.#connector = new BlockConnector({ coins: parts.coins, salt: parts.salt });
  }

  /** The lowest block that is disconnected. */
  get lowest(): number {
    return this.#parts.active.height - this.#count.disconnected + 1;
  }

  /** @returns False when the block was pruned. */
  checkBackward(height: number): boolean {
    const { active, index, coins, tree } = this.#parts;
    const row = active.at(height);
    if (!index.has(row, BLOCK_STATUS.haveData)) {
      this.#isPruned = true;
      return false;
    }
    const block = this.#reader.block(row);
    if (this.#level >= 1) this.#checkRules(block, row, height);
    const undo = this.#level >= 2 ? this.#reader.undo(row, block) : undefined;
    if (coins.isFull) this.#isShort = true;
    if (this.#level >= 3 && undo !== undefined && !this.#isShort) {
      disconnectBlock(block, undo, { coins, height, isOverwritten: isOverwrittenCoinbase(height, tree.hashOf(row)) });
      this.#count.disconnected++;
    }
    this.#count.blocks++;
    this.#count.transactions += block.transactionCount;
    return true;
  }

  checkForward(height: number): void {
    const { params, tree, active, scripts } = this.#parts;
    const row = active.at(height);
    const at = { height, hash: tree.hashOf(row) };
    const bip34 = height > params.bip34Height ? tree.hashOf(active.at(params.bip34Height)) : undefined;
    const result = this.#connector.connect(this.#reader.block(row), {
      rules: blockRules(params, at),
      medianTimePastAt: (wanted) => tree.medianTimePast(active.at(wanted)),
      checkBip30: isBip30Checked(params, at, bip34),
      scripts,
    });
    if ('code' in result) {
      const why = `it does not connect again: ${blockRejectReason(result)}`;
      throw new StorageDamageError({ code: 'coins-inconsistent', height, why });
    }
    this.#count.reconnected++;
  }

  /** What was disconnected and connected again leaves all coins as they were. */
  compareCoins(): void {
    const difference = this.#parts.coins.findDifference();
    if (difference === undefined) return;
    throw new StorageDamageError({ code: 'coin-damaged', ...difference });
  }

  result(): VerifyResult {
    return { ...this.#count, isShort: this.#isShort, isPruned: this.#isPruned };
  }

  #checkRules(block: Block, row: number, height: number): void {
    const { params, secp256k1, tree, index } = this.#parts;
    const medianTimePastSec = tree.medianTimePast(tree.prevOf(row));
    const reject =
      checkBlock(block, { params, secp256k1 }) ?? contextualCheckBlock(block, params, { height, medianTimePastSec });
    if (reject === undefined) return;
    const { file, offset } = index.dataOf(row);
    throw new StorageDamageError({ code: 'block-damaged', file, offset, why: blockRejectReason(reject) });
  }
}
