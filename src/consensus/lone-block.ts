import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Sats } from '../primitives/amount.ts';
import type { Block } from '../primitives/block.ts';
import { OUT_POINT_BYTES } from '../primitives/out-point.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { inBlock } from './block-reject.ts';
import type { BlockReject } from './block-reject.ts';
import { blockRules } from './block-rules.ts';
import type { BlockRules } from './block-rules.ts';
import { BlockSpending } from './block-spending.ts';
import { checkBlock, contextualCheckBlock } from './check-block.ts';
import { checkInputScripts } from './check-input-scripts.ts';
import type { Coin } from './coin.ts';
import { checkVersion } from './header-rules.ts';
import type { NetworkParams } from './params.ts';
import type { SpentOutput } from './spent-output.ts';

/** What a block that stands alone is verified against. */
export interface LoneBlockOptions {
  readonly params: NetworkParams;
  readonly height: number;
  /** Median time past, in seconds, of the block before, where it is known. */
  readonly medianTimePastSec?: number | undefined;
  /**
   * What the inputs spend, without the coinbase's, in the block's order, as many as there are. Of outputs that the block
   * itself makes nothing need be told.
   */
  readonly spentOutputs: readonly (SpentOutput | undefined)[];
  readonly secp256k1: Secp256k1;
}

/** A rule that a block alone, with what it spends, does not tell enough to check. */
export type UncheckedRule =
  | 'bits'
  | 'time'
  | 'bip30'
  | 'maturity'
  | 'lock-times-in-seconds'
  | 'relative-locks-in-blocks'
  | 'relative-locks-in-seconds';

/** What came out. Counts are those up to the first broken rule. */
export interface LoneBlockVerdict {
  readonly reject: BlockReject | undefined;
  readonly rules: BlockRules;
  readonly inputCount: number;
  readonly sigOpCost: number;
  readonly fees: Sats;
  readonly unchecked: readonly UncheckedRule[];
}

/** A height so far below that everything made there is mature, and every relative lock is over. */
const LONG_AGO = -Infinity;

/**
 * Verifies one block by all rules that it tells enough for, scripts among them, in Bitcoin Core's order: `CheckBlock`, the
 * version, `ContextualCheckBlock`, `ConnectBlock`.
 *
 * An output that the block itself makes is taken from there, whatever the list says of it; it has to come first, and can be
 * spent once.
 *
 * @returns After each transaction the number done, so that the caller can show progress, or stop; at last the verdict.
 */
export function* verifyLoneBlock(block: Block, options: LoneBlockOptions): Generator<number, LoneBlockVerdict> {
  const { params, height, secp256k1 } = options;
  // The median is below the block's own time: where it is not known, that is the bound to hold lock times against.
  const medianTimePastSec = options.medianTimePastSec ?? block.header.timeSec - 1;
  const rules = blockRules(params, { height, hash: block.hash });
  const spending = new BlockSpending({
    rules,
    medianTimePastAt: (at) => (at === height - 1 ? medianTimePastSec : LONG_AGO),
  });
  const verdict = (reject: BlockReject | undefined): LoneBlockVerdict => {
    const { inputCount, sigOpCost, fees } = spending;
    return { reject, rules, inputCount, sigOpCost, fees, unchecked: uncheckedRules(options) };
  };
  const early =
    checkBlock(block, { params, secp256k1 }) ??
    checkVersion(params, block.header.version, height) ??
    contextualCheckBlock(block, params, { height, medianTimePastSec });
  if (early !== undefined) return verdict(early);
  const coins = new LoneBlockCoins(block, options);
  for (let transaction = 0; transaction < block.transactionCount; transaction++) {
    const tx = block.transaction(transaction);
    const spent = tx.isCoinbase ? [] : coins.take(tx, transaction);
    const reject = spending.add(tx, spent);
    if (reject !== undefined) return verdict(reject);
    if (!tx.isCoinbase) {
      const known = spent as readonly Coin[];
      const failure = checkInputScripts(tx, { coins: known, flags: rules.scriptFlags, secp256k1 });
      if (failure !== undefined) return verdict(inBlock(failure, { transaction, txid: block.txid(transaction) }));
    }
    yield transaction + 1;
  }
  return verdict(spending.finish(block.transaction(0)));
}

/** The coins that a block's transactions find: those of the list, and those that earlier transactions made. */
class LoneBlockCoins {
  readonly #block: Block;
  readonly #height: number;
  readonly #listed: readonly (SpentOutput | undefined)[];
  /** Index of each transaction by its txid, as text of one character a byte. */
  readonly #indexes = new Map<string, number>();
  readonly #spent = new Set<string>();
  #next = 0;

  constructor(block: Block, { height, spentOutputs }: LoneBlockOptions) {
    this.#block = block;
    this.#height = height;
    this.#listed = spentOutputs;
    for (let i = 0; i < block.transactionCount; i++) this.#indexes.set(String.fromCharCode(...block.txid(i)), i);
  }

  /** Takes what the inputs of the next transaction spend; `undefined` where that is not there (any more). */
  take(tx: Transaction, transaction: number): (Coin | undefined)[] {
    return Array.from({ length: tx.inputCount }, (_, input) => {
      const listed = this.#listed[this.#next++];
      const at = tx.prevoutOffset(input);
      const outPoint = String.fromCharCode(...tx.bytes.subarray(at, at + OUT_POINT_BYTES));
      if (this.#spent.has(outPoint)) return undefined;
      this.#spent.add(outPoint);
      const made = this.#indexes.get(String.fromCharCode(...tx.prevoutTxid(input)));
      if (made !== undefined) return made < transaction ? this.#madeHere(made, tx.prevoutVout(input)) : undefined;
      return listed && { height: LONG_AGO, isCoinbase: false, ...listed };
    });
  }

  #madeHere(transaction: number, vout: number): Coin | undefined {
    const tx = this.#block.transaction(transaction);
    if (vout >= tx.outputCount) return undefined;
    return {
      value: tx.value(vout),
      scriptPubKey: tx.scriptPubKey(vout),
      height: this.#height,
      isCoinbase: transaction === 0,
    };
  }
}

function uncheckedRules({ params, height, medianTimePastSec, spentOutputs }: LoneBlockOptions): UncheckedRule[] {
  const listed = spentOutputs.filter((output) => output !== undefined);
  const hasHeights = listed.every((output) => output.height !== undefined);
  const hasOrigins = hasHeights && listed.every((output) => output.isCoinbase !== undefined);
  const unchecked: UncheckedRule[] = ['bits', 'time', 'bip30'];
  if (!hasOrigins) unchecked.push('maturity');
  if (height < params.csvHeight) return unchecked;
  if (medianTimePastSec === undefined) unchecked.push('lock-times-in-seconds');
  if (!hasHeights) unchecked.push('relative-locks-in-blocks');
  unchecked.push('relative-locks-in-seconds');
  return unchecked;
}
