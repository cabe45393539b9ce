import { assert } from '../../src/bytes/assert.ts';
import type { NetworkParams } from '../../src/consensus/params.ts';
import { blockSubsidy } from '../../src/consensus/subsidy.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import type { BlockHash, Txid } from '../../src/primitives/hash.ts';
import { decodeHeader, hashHeader } from '../../src/primitives/header.ts';
import type { BlockHeader } from '../../src/primitives/header.ts';
import type { TransactionData, TransactionInput, TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { encodeTransaction, transactionToData } from '../../src/primitives/transaction-data.ts';
import { encodeBlock } from '../../src/primitives/block-data.ts';
import { testBlock, testCoinbase, testOutput, withCommitment } from '../block-builder.ts';
import type { Scenario, ScenarioList, Verdict } from './scenario.ts';
import { OP_TRUE_SCRIPT, coinsOf, concat, payTo, script, spend } from './spending.ts';
import type { SpendableCoin } from './spending.ts';

/** Regtest's first block is from February 2011; each block's time is a function of its height unless told. */
const SPACING_SEC = 600;

/** The time at first: 1,000 blocks after the first one. */
const FIRST_NOW_BLOCKS = 1000;

/** Blocks with coinbases for all to spend, before anything else. */
const BASE_BLOCKS = 110;

/** A block that was built. It need not be good. */
export interface BuiltBlock {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash: BlockHash;
  readonly height: number;
  readonly timeSec: number;
  readonly prev: BuiltBlock | undefined;
  readonly coinbaseTxid: Txid;
}

/** How a block is built. All that is left out is as a good block has it. */
export interface BlockPlan {
  /** The block before; the tip unless told. */
  readonly on?: BuiltBlock;
  /** Transactions after the coinbase. */
  readonly txs?: readonly TransactionData[];
  /** Satoshis that the coinbase takes beside the subsidy. */
  readonly extra?: bigint;
  /** Changes the coinbase, before the witness commitment. */
  readonly coinbase?: (coinbase: TransactionData) => TransactionData;
  /** Changes the transactions after the witness commitment was added. */
  readonly finish?: (transactions: readonly TransactionData[]) => readonly TransactionData[];
  /** Whether the coinbase commits to witnesses: when there are any, unless told. */
  readonly commit?: boolean;
  readonly header?: Partial<BlockHeader>;
  /** Whether the nonce is searched: yes unless told. */
  readonly mine?: boolean;
}

interface Options {
  readonly tipAfter?: BuiltBlock;
  readonly coreCall?: Scenario['coreCall'];
}

/** Builds blocks, one on the other, and writes down what has to come of each. */
export class ScenarioBuilder {
  readonly params: NetworkParams;
  readonly #scenarios: Scenario[] = [];
  #tip: BuiltBlock;
  #nowSec: number;
  /** How many blocks were built. */
  #built = 0;
  /** Blocks whose coinbases nobody has spent. */
  readonly #base: BuiltBlock[] = [];

  constructor(params: NetworkParams) {
    this.params = params;
    const { timeSec } = decodeHeader(params.genesisHeader, 0);
    this.#tip = {
      name: 'genesis',
      bytes: params.genesisHeader,
      hash: hashHeader(params.genesisHeader, 0),
      height: 0,
      timeSec,
      prev: undefined,
      coinbaseTxid: decodeHeader(params.genesisHeader, 0).merkleRoot as Uint8Array as Txid,
    };
    this.#nowSec = timeSec + FIRST_NOW_BLOCKS * SPACING_SEC;
  }

  /** Another builder that goes on from here by itself. @param blocksApart Forks this far apart build no block twice. */
  fork(blocksApart: number = 0): ScenarioBuilder {
    const copy = new ScenarioBuilder(this.params);
    copy.#tip = this.#tip;
    copy.#nowSec = this.#nowSec;
    copy.#built = this.#built + blocksApart;
    copy.#base.push(...this.#base);
    return copy;
  }

  get tip(): BuiltBlock {
    return this.#tip;
  }

  get nowSec(): number {
    return this.#nowSec;
  }

  /** Lets time pass. */
  wait(seconds: number): void {
    this.#nowSec += seconds;
  }

  /** Median time past of a block. */
  medianTimePast(block: BuiltBlock): number {
    const times: number[] = [];
    for (let at: BuiltBlock | undefined = block; at !== undefined && times.length < 11; at = at.prev) {
      times.push(at.timeSec);
    }
    return times.sort((a, b) => a - b)[times.length >> 1]!;
  }

  /** Time that a block at a height has unless told. */
  timeAt(height: number): number {
    return decodeHeader(this.params.genesisHeader, 0).timeSec + height * SPACING_SEC;
  }

  /** Mines blocks whose coinbases `coin` gives out. */
  mineBase(): void {
    for (let i = 1; i <= BASE_BLOCKS; i++) this.#base.push(this.accept(`base.${i}`));
  }

  /** Adds good blocks until the tip is at a height. */
  mineTo(height: number): void {
    assert(this.#tip.height <= height, `height ${height} is not passed yet`);
    while (this.#tip.height < height) this.accept(`to.${this.#tip.height + 1}`);
  }

  /** A mature coin of 50 BTC that anyone can spend, another one each time. */
  coin(): SpendableCoin {
    const block = this.#base.shift();
    assert(block !== undefined && this.#tip.height - block.height >= 99, 'a base coinbase is left and mature');
    return this.coinbaseCoin(block);
  }

  /** The output of a block's coinbase. */
  coinbaseCoin(block: BuiltBlock): SpendableCoin {
    const value = blockSubsidy(this.params, block.height);
    return { prevout: { txid: block.coinbaseTxid, vout: 0 }, value, scriptPubKey: OP_TRUE_SCRIPT };
  }

  /** Accepts a block on the tip that makes these outputs. @returns Their coins. */
  fund(name: string, outputs: readonly TransactionOutput[]): SpendableCoin[] {
    const tx = spend([this.coin()], outputs);
    this.accept(name, { txs: [tx] });
    return coinsOf(tx);
  }

  /** The same with `count` equal outputs that anyone can spend. */
  fundOpen(name: string, count: number, value: bigint = 1_000_000n): SpendableCoin[] {
    return this.fund(
      name,
      Array.from({ length: count }, () => payTo(OP_TRUE_SCRIPT, value)),
    );
  }

  /** Builds a block and gives it to nobody. */
  build(name: string, plan: BlockPlan = {}): BuiltBlock {
    const prev = plan.on ?? this.#tip;
    const height = prev.height + 1;
    const value = blockSubsidy(this.params, height) + (plan.extra ?? 0n);
    const plain = this.#marked(testCoinbase(height, { outputs: [testOutput({ value })] }));
    const coinbase = plan.coinbase === undefined ? plain : plan.coinbase(plain);
    const drafted = [coinbase, ...(plan.txs ?? [])];
    const commit = plan.commit ?? drafted.some((tx) => tx.inputs.some((input) => input.witness.length > 0));
    const committed = commit ? withCommitment(drafted) : drafted;
    const transactions = plan.finish === undefined ? committed : plan.finish(committed);
    const header = { prevHash: prev.hash, timeSec: this.timeAt(height), ...plan.header };
    const block = testBlock({ transactions, header, params: this.params, mine: plan.mine ?? true });
    const coinbaseTxid = block.transactionCount > 0 ? (block.txid(0).slice() as Txid) : (header.prevHash as Uint8Array);
    const { hash, bytes } = block;
    return { name, bytes, hash, height, timeSec: header.timeSec, prev, coinbaseTxid: coinbaseTxid as Txid };
  }

  /** A block with the same header, and other transactions. */
  rebuild(name: string, block: BuiltBlock, change: NonNullable<BlockPlan['finish']>): BuiltBlock {
    const parsedBlock = parseBlock(block.bytes);
    assert(!('code' in parsedBlock), 'a built block can be read');
    const transactions = change(parsedBlock.transactions.map((tx) => transactionToData(tx)));
    const encoded = transactions.map((tx) => encodeTransaction(tx));
    return { ...block, name, bytes: encodeBlock(parsedBlock.header, encoded) };
  }

  /** Gives a block that has to be the new tip. */
  accept(name: string, plan: BlockPlan = {}): BuiltBlock {
    return this.give(this.build(name, plan), { is: 'tip' });
  }

  /** Gives a block that has to be kept, and the tip to stay (or to become another one). */
  side(name: string, plan: BlockPlan, options: Options = {}): BuiltBlock {
    return this.give(this.build(name, plan), { is: 'side' }, options);
  }

  /** Gives a block that has to be refused. */
  reject(name: string, reason: string, plan: BlockPlan = {}, options: Options = {}): BuiltBlock {
    return this.give(this.build(name, plan), { is: 'rejected', reason }, options);
  }

  /** The same, where Core's `submitblock` would not take the block as it is. */
  rejectProposal(name: string, reason: string, plan: BlockPlan): BuiltBlock {
    return this.reject(name, reason, plan, { coreCall: 'proposal' });
  }

  /** Gives a block that was built before. */
  give(block: BuiltBlock, expected: Verdict, options: Options = {}): BuiltBlock {
    if (expected.is === 'tip') this.#tip = block;
    if (options.tipAfter !== undefined) this.#tip = options.tipAfter;
    this.#scenarios.push({
      name: block.name,
      bytes: block.bytes,
      expected,
      tip: this.#tip.hash,
      tipName: this.#tip.name,
      nowSec: this.#nowSec,
      coreCall: options.coreCall ?? 'submitblock',
    });
    return block;
  }

  /** Gives bytes that are no block. */
  giveBytes(name: string, bytes: Uint8Array): void {
    assert('code' in parseBlock(bytes), 'the bytes are no block');
    this.give({ ...this.#tip, name, bytes }, { is: 'undecodable' });
  }

  /** All that was given so far. */
  finish(name: string, coreOptions: readonly string[]): ScenarioList {
    return { name, params: this.params, coreOptions, scenarios: this.#scenarios };
  }

  /** Makes the coinbase, and so the block, differ from all others; but for the first ones, whose scripts are the shortest. */
  #marked(coinbase: TransactionData): TransactionData {
    this.#built++;
    if (this.#built <= BASE_BLOCKS) return coinbase;
    const [input] = coinbase.inputs as [TransactionInput];
    const mark = script(Uint8Array.of(this.#built, this.#built >>> 8, this.#built >>> 16));
    return { ...coinbase, inputs: [{ ...input, scriptSig: concat(input.scriptSig, mark) }] };
  }
}
