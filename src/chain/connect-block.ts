import { assert } from '../bytes/assert.ts';
import { BlockSpending } from '../consensus/block-spending.ts';
import { checkBip30 } from '../consensus/block-rules.ts';
import type { BlockRules } from '../consensus/block-rules.ts';
import type { BlockReject } from '../consensus/block-reject.ts';
import type { Coin } from '../consensus/coin.ts';
import type { ScriptError } from '../consensus/script/script-error.ts';
import type { ScriptFailure, ScriptVerifier } from '../ports/script-verifier.ts';
import type { Block } from '../primitives/block.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { OUT_POINT_BYTES } from '../primitives/out-point.ts';
import { isUnspendable } from '../primitives/script/script-facts.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import { BlockOutputs } from './coins/block-outputs.ts';
import type { CoinsCache } from './coins/coins-cache.ts';
import { emptyPlainCoin } from './coins/plain-coin.ts';
import type { ScriptCache } from './script-cache.ts';
import { disconnectBlock } from './disconnect-block.ts';
import { isOverwrittenCoinbase } from './overwritten-coinbases.ts';
import { UndoWriter, readUndoData } from './undo-data.ts';

/** What a block is connected under. */
export interface ConnectContext {
  readonly rules: BlockRules;
  /** Median time past, in seconds, of the block at a height below, on the same chain. */
  readonly medianTimePastAt: (height: number) => number;
  /** Whether BIP30 has to be checked (`isBip30Checked`). */
  readonly checkBip30: boolean;
  /** Checks scripts; `undefined` when they are assumed to be valid. */
  readonly scripts: ScriptVerifier | undefined;
}

/** What connecting a block did. */
export interface ConnectedBlock {
  /** Undo data with their checksum; valid until the next block is connected. */
  readonly undo: Uint8Array;
  /** Inputs, without the coinbase's. */
  readonly inputCount: number;
  /** Inputs whose scripts were run: not those of transactions that the cache knows. */
  readonly scriptsChecked: number;
  readonly fees: bigint;
}

/** A block that keeps all rules but perhaps those of its scripts, which other threads may still be checking. */
export interface BegunBlock extends ConnectedBlock {
  readonly block: Block;
  readonly rules: BlockRules;
  readonly scripts: ScriptVerifier | undefined;
}

/**
 * Connects blocks to the coins: checks all that hangs on what a block spends, and then, only if it is good, spends and makes
 * the coins. A block that is not good changes nothing.
 *
 * Coins are changed while other threads check scripts. Where a script fails after all, they are changed back, as when a block
 * is disconnected: nobody has seen them in between.
 *
 * Source: Bitcoin Core's `ConnectBlock`. All other rules come before scripts, as they do in Core when it has threads for
 * scripts: so that the verdict does not hang on who is faster.
 */
export class BlockConnector {
  readonly #coins: CoinsCache;
  readonly #scriptCache: ScriptCache | undefined;
  readonly #outputs: BlockOutputs;
  readonly #undo = new UndoWriter();
  readonly #plain = emptyPlainCoin();
  readonly #outPoint = new Uint8Array(OUT_POINT_BYTES);
  /** Records of the coins that the block at hand spends. */
  #claimed = new Int32Array(1024);
  #claimedCount = 0;
  #scriptsChecked = 0;

  constructor(options: {
    readonly coins: CoinsCache;
    readonly salt: readonly [number, number];
    readonly scriptCache?: ScriptCache | undefined;
  }) {
    this.#coins = options.coins;
    this.#scriptCache = options.scriptCache;
    this.#outputs = new BlockOutputs(options.salt);
  }

  /** Checks a block against the coins and connects it. @param block Has passed `checkBlock` and `contextualCheckBlock`. */
  connect(block: Block, context: ConnectContext): ConnectedBlock | BlockReject {
    const begun = this.begin(block, context);
    return 'code' in begun ? begun : this.finish(begun);
  }

  /** Does all that `connect` does but wait for scripts: `finish` has to follow before anything else is asked of the coins. */
  begin(block: Block, given: ConnectContext): BegunBlock | BlockReject {
    // Waking other threads takes longer than an empty block.
    const context = block.transactionCount > 1 ? given : { ...given, scripts: undefined };
    const { rules, scripts } = context;
    const spending = new BlockSpending(context);
    const reject = this.#claimAll(block, context, spending);
    if (reject !== undefined) return reject;
    this.#apply(block, rules.height);
    const { inputCount, fees } = spending;
    return { block, rules, scripts, undo: this.#undo.finish(), inputCount, scriptsChecked: this.#scriptsChecked, fees };
  }

  /**
   * Says what `connect` would say, and changes nothing. Source: Bitcoin Core's `ConnectBlock` with `fJustCheck`.
   *
   * @param block Has passed `checkBlock` and `contextualCheckBlock`.
   */
  check(block: Block, context: ConnectContext): BlockReject | undefined {
    const reject = this.#claimAll(block, context, new BlockSpending(context));
    if (reject !== undefined) return reject;
    const failure = context.scripts?.finish();
    this.#unclaimAll();
    return failure === undefined ? undefined : scriptReject(block, failure);
  }

  /** Checks all but scripts, whose check begins, and claims the coins that the block spends; none where it is no good. */
  #claimAll(block: Block, context: ConnectContext, spending: BlockSpending): BlockReject | undefined {
    const { scripts, rules, checkBip30: isBip30Checked } = context;
    if (isBip30Checked) {
      const reject = checkBip30(block, (txid, vout) => this.#isUnspent(txid, vout));
      if (reject !== undefined) return reject;
    }
    this.#claimedCount = 0;
    this.#scriptsChecked = 0;
    this.#outputs.begin(block);
    this.#undo.begin(block.header.prevHash, block.transactionCount);
    scripts?.begin(block.bytes, rules.scriptFlags);
    const reject = this.#spendAll(block, context, spending) ?? spending.finish(block.transaction(0));
    if (reject === undefined) return undefined;
    scripts?.abort();
    this.#unclaimAll();
    return reject;
  }

  #unclaimAll(): void {
    for (let i = 0; i < this.#claimedCount; i++) this.#coins.unclaim(this.#claimed[i]!);
  }

  /** Waits until the scripts of a block that was begun are checked. */
  finish(begun: BegunBlock): ConnectedBlock | BlockReject {
    const { block, rules, scripts } = begun;
    if (scripts === undefined) return begun;
    const failure = scripts.finish();
    if (failure === undefined) {
      this.#rememberScripts(block, rules.scriptFlags);
      return begun;
    }
    this.#takeBack(begun);
    return scriptReject(block, failure);
  }

  #takeBack({ block, rules: { height }, undo }: BegunBlock): void {
    const data = readUndoData(undo, block);
    assert(typeof data !== 'string', 'undo data are read as they were written');
    disconnectBlock(block, data, {
      coins: this.#coins,
      height,
      isOverwritten: isOverwrittenCoinbase(height, block.hash),
    });
  }

  #spendAll(block: Block, context: ConnectContext, spending: BlockSpending): BlockReject | undefined {
    const { scripts, rules } = context;
    const { height, scriptFlags } = rules;
    const first = spending.add(block.transaction(0), []);
    if (first !== undefined) return first;
    for (let transaction = 1; transaction < block.transactionCount; transaction++) {
      const tx = block.transaction(transaction);
      const coins: (Coin | undefined)[] = [];
      this.#undo.beginTransaction(tx.inputCount);
      for (let input = 0; input < tx.inputCount; input++) {
        coins.push(this.#claim(block, { transaction, prevoutOffset: tx.prevoutOffset(input), height }));
      }
      const reject = spending.add(tx, coins);
      if (reject !== undefined) return reject;
      if (scripts === undefined) continue;
      if (this.#scriptCache?.has(block.wtxids, transaction * HASH_BYTES, scriptFlags) === true) continue;
      this.#scriptsChecked += tx.inputCount;
      // `add` has seen that none is missing.
      scripts.add({ transaction, start: tx.start, end: tx.end }, coins as Coin[]);
    }
    return undefined;
  }

  /** Takes the coin that an input spends: the block's own, or one from before. Writes it to the undo data. */
  #claim(
    block: Block,
    spender: { readonly transaction: number; readonly prevoutOffset: number; readonly height: number },
  ): Coin | undefined {
    const { transaction, prevoutOffset, height } = spender;
    const maker = this.#outputs.find(block.bytes, prevoutOffset);
    if (maker >= 0 && maker < transaction) return this.#claimOwn(block, { maker, prevoutOffset, height });
    const record = this.#coins.find(block.bytes, prevoutOffset);
    if (record < 0 || !this.#coins.claim(record)) return undefined;
    if (this.#claimedCount === this.#claimed.length) {
      const grown = new Int32Array(2 * this.#claimed.length);
      grown.set(this.#claimed);
      this.#claimed = grown;
    }
    this.#claimed[this.#claimedCount++] = record;
    this.#coins.readCoin(record, this.#plain);
    this.#undo.coin(this.#plain);
    return this.#coins.coin(record);
  }

  #claimOwn(
    block: Block,
    spent: { readonly maker: number; readonly prevoutOffset: number; readonly height: number },
  ): Coin | undefined {
    const { maker, prevoutOffset, height } = spent;
    const tx = block.transaction(maker);
    const output = readVout(block.bytes, prevoutOffset);
    if (output >= tx.outputCount) return undefined;
    const scriptPubKey = tx.scriptPubKey(output);
    if (isUnspendable(scriptPubKey) || !this.#outputs.spend(maker, output)) return undefined;
    this.#loadOutput(block, maker, output, height);
    this.#undo.coin(this.#plain);
    return { value: tx.value(output), scriptPubKey, height, isCoinbase: maker === 0 };
  }

  /** Spends what was claimed, and makes coins of the outputs that the block does not spend itself. */
  #apply(block: Block, height: number): void {
    for (let i = 0; i < this.#claimedCount; i++) this.#coins.spend(this.#claimed[i]!);
    const outPoint = this.#outPoint;
    for (let transaction = 0; transaction < block.transactionCount; transaction++) {
      const tx = block.transaction(transaction);
      outPoint.set(block.txid(transaction));
      for (let output = 0; output < tx.outputCount; output++) {
        if (this.#outputs.isSpent(transaction, output)) continue;
        writeU32Le(outPoint, HASH_BYTES, output);
        this.#loadOutput(block, transaction, output, height);
        // Source: Core's `AddCoins`: two coinbases before BIP34 overwrite earlier ones.
        this.#coins.add(outPoint, 0, this.#plain, { mayOverwrite: transaction === 0 });
      }
    }
  }

  #loadOutput(block: Block, transaction: number, output: number, height: number): void {
    const tx = block.transaction(transaction);
    const plain = this.#plain;
    plain.code = 2 * height + (transaction === 0 ? 1 : 0);
    plain.value = tx.valueNumber(output);
    plain.bytes = tx.bytes;
    plain.scriptStart = tx.scriptPubKeyStart(output);
    plain.scriptEnd = tx.scriptPubKeyEnd(output);
  }

  #isUnspent(txid: Uint8Array, vout: number): boolean {
    this.#outPoint.set(txid);
    writeU32Le(this.#outPoint, HASH_BYTES, vout);
    return this.#coins.find(this.#outPoint, 0) >= 0;
  }

  #rememberScripts(block: Block, flags: number): void {
    const cache = this.#scriptCache;
    if (cache === undefined || !cache.remembersBlocks) return;
    assert(block.wtxids.length === block.transactionCount * HASH_BYTES, 'each transaction has its hash');
    for (let i = 1; i < block.transactionCount; i++) cache.add(block.wtxids, i * HASH_BYTES, flags);
  }
}

function readVout(bytes: Uint8Array, prevoutOffset: number): number {
  const at = prevoutOffset + HASH_BYTES;
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function scriptReject(block: Block, { transaction, input, error }: ScriptFailure): BlockReject {
  const txid = block.txid(transaction);
  return { code: 'mandatory-script-verify-flag-failed', input, error: error as ScriptError, transaction, txid };
}
