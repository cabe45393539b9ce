import { assert } from '../../src/bytes/assert.ts';
import { bytesFromHex } from '../../src/bytes/hex.ts';
import type { Random } from '../../src/ports/random.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { ANYONE_CAN_SPEND, spendAnyone } from '../../src/lab/anyone-can-spend.ts';
import { assembleBlock, regtestSubsidy } from '../../test/chain-assemble-block.ts';
import { CoinLoad, keyOf } from './coin-load.ts';
import type { SoakTip } from './soak-messages.ts';
import { SoakPeers } from './soak-peers.ts';

const TICK_MS = 50;

/** How old a transaction is that the driver's own blocks have; and when it is told of again. */
const RIPE_MS = 5_000;
const STALE_MS = 20_000;

/** Transactions in no block at most: then no others are made. */
const MAX_PENDING = 20_000;

/** Outputs of one transaction that makes coins, and how many such. */
const FAN_OUTPUTS = 500;
const FAN_TRANSACTIONS = 24;
const COINBASE_MATURITY = 100;

/** Every so many of the driver's blocks, two others come in place of one. */
const REORG_EVERY = 10;

const WAIT_FOR_TIP_MS = 15_000;

/** What a driver may ask of the node beside what peers can. */
export interface DrivenSoakNode {
  readonly port: number;
  readonly tip: SoakTip;
  /** Has it mine a block. */
  mine(): void;
}

/** Keeps a node under load: blocks, transactions, and peers that come and go. */
export class SoakDriver {
  readonly #node: DrivenSoakNode;
  readonly #random: Random;
  readonly #load: CoinLoad;
  readonly #peers: SoakPeers;
  readonly #perSecond: number;
  #tip: SoakTip;
  #onTip: (() => void) | undefined;
  #owed = 0;
  #lastTickMs = 0;
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;
  sent = 0;
  confirmed = 0;
  reorganizations = 0;
  /** Blocks that the node did not take in time. */
  late = 0;

  constructor(
    options: { readonly transactionsPerSecond: number },
    modules: { readonly node: DrivenSoakNode; readonly random: Random },
  ) {
    const { node, random } = modules;
    this.#perSecond = options.transactionsPerSecond;
    this.#node = node;
    this.#random = random;
    this.#tip = node.tip;
    this.#load = new CoinLoad(random);
    this.#peers = new SoakPeers({ port: node.port }, { random });
  }

  get peers(): SoakPeers {
    return this.#peers;
  }

  get pendingCount(): number {
    return this.#load.pendingCount;
  }

  /** Takes note of a block that the node has connected. */
  connected(tip: SoakTip, txids: readonly string[]): void {
    this.#tip = tip;
    this.confirmed += txids.length - 1;
    this.#load.confirmed(txids);
    this.#onTip?.();
  }

  /** Makes the coins: a chain of blocks, whose first coinbases are split into many. */
  async prepare(): Promise<void> {
    await this.#untilPeers();
    const coinbases: Transaction[] = [];
    while (this.#tip.height < FAN_TRANSACTIONS + COINBASE_MATURITY) {
      const block = this.#assemble(this.#tip, []);
      await this.#give([block]);
      coinbases.push(block.transaction(0));
    }
    const fans = coinbases.slice(0, FAN_TRANSACTIONS).map((coinbase) => {
      const value = coinbase.value(0) / BigInt(FAN_OUTPUTS + 1);
      const outputs = Array.from({ length: FAN_OUTPUTS }, () => ({ value, scriptPubKey: ANYONE_CAN_SPEND }));
      return spendAnyone([{ txid: coinbase.txid, vout: 0 }], outputs);
    });
    await this.#give([this.#assemble(this.#tip, fans)]);
    for (const fan of fans) this.#load.addCoins(fan);
  }

  start(): void {
    this.#lastTickMs = Date.now();
    this.#timer = setInterval(() => this.#tick(Date.now()), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#peers.stop();
  }

  /** Adds a block to the chain: the node's own and the driver's take turns. */
  async block(): Promise<void> {
    this.#turn++;
    if (this.#turn % 2 === 0) return this.#mined();
    const before = this.#tip;
    const transactions = this.#ripe();
    const block = this.#assemble(before, transactions);
    if (!(await this.#give([block]))) {
      this.late++;
      return;
    }
    if (this.#turn % (2 * REORG_EVERY) !== 1 || this.#turn === 1) return;
    // The same transactions in a block beside it, and one on top of that.
    this.reorganizations++;
    const other = this.#assemble(before, transactions, this.#turn);
    const { timeSec } = other.header;
    const otherTip = { height: before.height + 1, hash: Buffer.from(other.hash).toString('hex'), timeSec };
    await this.#give([other, this.#assemble({ ...otherTip, medianTimePastSec: before.medianTimePastSec + 1 }, [])]);
  }

  async #mined(): Promise<void> {
    const { height } = this.#tip;
    const came = this.#nextTip(() => this.#tip.height > height);
    this.#node.mine();
    if (!(await came)) this.late++;
  }

  /** Gives blocks that build on each other. @returns Whether the last became the tip. */
  async #give(blocks: readonly Block[]): Promise<boolean> {
    const hash = Buffer.from(blocks.at(-1)!.hash).toString('hex');
    const came = this.#nextTip(() => this.#tip.hash === hash);
    await this.#untilPeers();
    this.#peers.giveBlocks(blocks);
    return came;
  }

  #nextTip(holds: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), WAIT_FOR_TIP_MS);
      const done = (came: boolean): void => {
        clearTimeout(timer);
        this.#onTip = undefined;
        resolve(came);
      };
      this.#onTip = () => holds() && done(true);
    });
  }

  async #untilPeers(): Promise<void> {
    while (this.#peers.openCount === 0) {
      this.#peers.tick(Date.now());
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  }

  #tick(nowMs: number): void {
    this.#peers.tick(nowMs);
    this.#owed += ((nowMs - this.#lastTickMs) * this.#perSecond) / 1000;
    this.#lastTickMs = nowMs;
    const transactions: Transaction[] = [];
    while (this.#owed >= 1 && this.#load.pendingCount < MAX_PENDING) {
      const made = this.#load.next(nowMs);
      if (made.length === 0) break;
      this.#owed -= made.length;
      for (const { tx } of made) transactions.push(tx);
    }
    this.#owed = Math.min(this.#owed, this.#perSecond);
    this.sent += transactions.length;
    this.#peers.announce([...transactions, ...this.#stale(nowMs)]);
  }

  /** Those that nobody seems to have taken: whoever told of them has gone, say. */
  #stale(nowMs: number): Transaction[] {
    const stale: Transaction[] = [];
    for (const pending of this.#load.pending()) {
      if (nowMs - pending.madeAtMs < STALE_MS || stale.length >= 20) break;
      if (this.#random.below(20) === 0) stale.push(pending.tx);
    }
    return stale;
  }

  /** What a block of the driver's takes: no rivals, and parents first. */
  #ripe(): Transaction[] {
    const nowMs = Date.now();
    const chosen = new Set<string>();
    const transactions: Transaction[] = [];
    const pending = new Set([...this.#load.pending()].map(({ tx }) => keyOf(tx)));
    for (const { tx, madeAtMs, rival, parent } of this.#load.pending()) {
      if (nowMs - madeAtMs < RIPE_MS) break;
      if (rival !== undefined || (parent !== undefined && pending.has(parent) && !chosen.has(parent))) continue;
      chosen.add(keyOf(tx));
      transactions.push(tx);
    }
    return transactions;
  }

  #assemble(on: SoakTip, transactions: readonly Transaction[], extraNonce = 0): Block {
    const height = on.height + 1;
    const { bytes } = assembleBlock({
      height,
      prevHash: bytesFromHex(on.hash)! as BlockHash,
      timeSec: Math.max(Math.floor(Date.now() / 1000), on.medianTimePastSec + 1),
      outputs: [{ value: regtestSubsidy(height), scriptPubKey: ANYONE_CAN_SPEND }],
      transactions: transactions.map((tx) => ({ bytes: tx.serialized(), txid: tx.txid, wtxid: tx.wtxid })),
      extraNonce,
    });
    const block = parseBlock(bytes);
    assert(!('code' in block), 'a block of ours parses');
    return block;
  }
}
