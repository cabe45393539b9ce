import { bytesFromHex } from '../bytes/hex.ts';
import { chainRejectReason } from '../chain/chain-reject.ts';
import { networkParams } from '../consensus/params.ts';
import type { LabNetwork } from '../lab/lab-network.ts';
import { invalidateBlock, preferBlock, reconsiderBlock, submitPackage, submitTransaction } from '../node/commands.ts';
import { blockTemplate, proposeBlock, submitMinedBlock } from '../node/mining-commands.ts';
import type { TemplateDocument } from '../mining/template-document.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { Commanded } from '../node/commands.ts';
import type { NodeParts } from '../node/node-parts.ts';
import type { Node } from '../node/node.ts';
import { addressFormat } from '../primitives/address/address-format.ts';
import { scriptFromAddress } from '../primitives/address/address.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { blockHashFromHex, blockHashToHex, txidFromHex, txidToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { ANYONE_CAN_SPEND } from '../lab/anyone-can-spend.ts';
import { Faucet } from './faucet.ts';
import type { SharedNetwork } from './shared-network.ts';

const PARAMS: NetworkParams = networkParams('regtest');

/** What was asked for can't be done: `code` is Bitcoin Core's reject reason, where it has one. */
export class RegtestError extends Error {
  override readonly name = 'RegtestError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A coin that a test may spend without a key: P2WSH of `OP_TRUE`. */
export interface TestCoin {
  /** 64 hex digits, as RPC shows them. */
  readonly txid: string;
  readonly vout: number;
  readonly sats: bigint;
}

/** Where coins go: an address of regtest, or a scriptPubKey in hex or as bytes. */
export type Destination = string | Uint8Array;

/**
 * A Bitcoin node on regtest, in this process and in memory: it checks everything that a node checks, and does only what it is
 * told. Time in it stands still until `RegtestNetwork.advance`.
 */
export class RegtestNode {
  readonly network: SharedNetwork;
  /** The node itself, for what this class has no method for. */
  readonly node: Node;
  readonly #lab: LabNetwork;
  readonly #index: number;
  readonly #faucet: Faucet;
  #isStopped = false;

  /** Made by `startRegtest`. */
  constructor(parts: { readonly network: SharedNetwork; readonly lab: LabNetwork; readonly index: number }) {
    this.network = parts.network;
    this.#lab = parts.lab;
    this.#index = parts.index;
    this.node = parts.lab.nodes[parts.index]!;
    this.#faucet = new Faucet(this.node.parts);
  }

  /** Height of the tip; 0 for the first block. */
  get height(): number {
    return this.node.parts.chain.active.height;
  }

  /** Hash of the tip: 64 hex digits, as RPC shows it. */
  get tip(): string {
    const { active, tree } = this.node.parts.chain;
    return blockHashToHex(tree.hashOf(active.tip));
  }

  /** How many transactions wait for a block. */
  get mempoolSize(): number {
    return this.node.parts.pool.size;
  }

  /** Txids of what waits for a block, best first. */
  get mempool(): string[] {
    return this.node.parts.pool.entriesForRelay().map(({ txid }) => txidToHex(txid));
  }

  /** How many peers are connected, and have greeted. */
  get peerCount(): number {
    return [...this.node.peers.sessions()].filter(({ handshake }) => handshake.isReady).length;
  }

  /**
   * Mines blocks on the tip, with what is in the mempool.
   *
   * @param count How many.
   * @param options.to Whom they pay: anybody, unless told.
   * @returns Their hashes.
   */
  mine(count = 1, options: { readonly to?: Destination } = {}): string[] {
    this.#checkRunning();
    if (!Number.isInteger(count) || count < 0)
      throw new RangeError(`a count of blocks is a whole number, not ${count}`);
    const script = options.to === undefined ? ANYONE_CAN_SPEND : scriptOf(options.to);
    const hashes: string[] = [];
    for (let i = 0; i < count; i++) {
      const block = this.#lab.mine(this.#index, script);
      if (block === undefined) throw new RegtestError('no-nonce', 'no nonce was found: try again at another time');
      hashes.push(blockHashToHex(block.hash));
    }
    return hashes;
  }

  /**
   * Sends coins that the node has mined for anybody. It mines 101 blocks first when there is nothing to send, and none after: the
   * transaction waits in the mempool.
   *
   * @param sats From 546, in satoshis.
   * @returns The transaction's txid, and which of its outputs pays.
   */
  fund(to: Destination, sats: bigint): TestCoin {
    this.#checkRunning();
    const script = scriptOf(to);
    if (!this.#faucet.has(sats)) this.mine(101);
    const tx = this.#faucet.pay(script, sats);
    if (tx === undefined)
      throw new RegtestError('insufficient-funds', `no coins for ${sats} satoshis: mine more blocks`);
    return { txid: this.submit(tx), vout: 0, sats };
  }

  /** A coin of so many satoshis that a test can spend with `spendAnyone`; confirmed in a block of its own. */
  coin(sats: bigint): TestCoin {
    const coin = this.fund(ANYONE_CAN_SPEND, sats);
    this.mine();
    return coin;
  }

  /**
   * Offers a transaction to the mempool, and announces it to peers.
   *
   * @param tx In hex, as bytes, or parsed.
   * @returns Its txid.
   * @throws {RegtestError} With Core's reject reason, where it is refused.
   */
  submit(tx: string | Uint8Array | Transaction): string {
    const parsed = transactionOf(tx);
    const acceptance = this.#act((parts, nowMs) => submitTransaction(parts, parsed, nowMs));
    if (acceptance.status === 'rejected') {
      const { code, details } = acceptance.reject;
      throw new RegtestError(code, details === '' ? code : `${code}, ${details}`);
    }
    return txidToHex(parsed.txid);
  }

  /**
   * Gives a block to the node, as a miner would.
   *
   * @param block In hex, as bytes, or parsed.
   * @returns What became of it: `accepted` when it is part of the best chain now.
   * @throws {RegtestError} With Core's reject reason, where it is refused.
   */
  submitBlock(block: string | Uint8Array | Block): 'accepted' | 'duplicate' | 'inconclusive' {
    const parsed = blockOf(block);
    const submitted = this.#act((parts, nowMs) => submitMinedBlock(parts, parsed, { params: PARAMS, nowMs }));
    if (submitted.status !== 'rejected') return submitted.status;
    const code = chainRejectReason(submitted.reject);
    throw new RegtestError(code, `the block is refused: ${code}`);
  }

  /**
   * Offers a package: parents before their child, whose fee may pay for them.
   *
   * @returns The txids of those that are in the mempool now, in the package's order.
   * @throws {RegtestError} With Core's reject reason, where the package as such is refused.
   */
  submitPackage(transactions: readonly (string | Uint8Array | Transaction)[]): string[] {
    const parsed = transactions.map(transactionOf);
    const { reject } = this.#act((parts, nowMs) => submitPackage(parts, parsed, nowMs));
    const there = parsed.filter(({ txid }) => this.node.parts.pool.get(txid) !== undefined);
    if (reject !== undefined && there.length === 0)
      throw new RegtestError(reject.code, `${reject.code} ${reject.details}`);
    return there.map(({ txid }) => txidToHex(txid));
  }

  /** Says what a miner may work on: the result of Bitcoin Core's `getblocktemplate`. */
  template(): TemplateDocument {
    this.#checkRunning();
    const nowMs = this.#lab.world.nowMs;
    const template = blockTemplate(this.node.parts, { params: PARAMS, nowMs, rules: new Set(['segwit']) });
    if ('code' in template) throw new RegtestError(template.code, template.text);
    return template;
  }

  /** Says whether a block would be good, had it a proof of work. @returns Why not, in Core's words; `undefined` if it would. */
  propose(block: string | Uint8Array | Block): string | undefined {
    this.#checkRunning();
    return proposeBlock(this.node.parts, blockOf(block), { params: PARAMS, nowMs: this.#lab.world.nowMs });
  }

  /** Adds to the fee that mining sees of a transaction, in satoshis; it may come later. Core's `prioritisetransaction`. */
  prioritise(txid: string, deltaSats: bigint): void {
    this.#checkRunning();
    const parsed = txidFromHex(txid);
    if (parsed === undefined) throw new RegtestError('bad-txid', `a txid has 64 hex digits: ${txid}`);
    this.node.parts.pool.prioritise(parsed, deltaSats);
  }

  /** Reads a block of the best chain by height, or any by hash; `undefined` where there is none. */
  block(at: number | string): Block | undefined {
    const { chain } = this.node.parts;
    const row = typeof at === 'number' ? chain.active.at(at) : chain.tree.indexOf(hashOf(at));
    return row < 0 ? undefined : chain.readBlock(row);
  }

  /** Finds a transaction in the mempool; `undefined` where it is not. */
  transaction(txid: string): Transaction | undefined {
    const parsed = txidFromHex(txid);
    return parsed === undefined ? undefined : this.node.parts.pool.get(parsed)?.tx;
  }

  /** Whether an output is there to be spent, by the chain and the mempool; what it holds in satoshis. */
  unspent(txid: string, vout: number): bigint | undefined {
    const parsed = txidFromHex(txid);
    if (parsed === undefined) return undefined;
    return this.#faucet.unspent({ txid: parsed, vout });
  }

  /** Marks a block, and all that builds on it, as failed. @returns Whether there is such a block. */
  invalidate(hash: string): boolean {
    return this.#act((parts, nowMs) => invalidateBlock(parts, hashOf(hash), nowMs));
  }

  /** Takes that back. @returns Whether there is such a block. */
  reconsider(hash: string): boolean {
    return this.#act((parts, nowMs) => reconsiderBlock(parts, hashOf(hash), nowMs));
  }

  /** Prefers a block to others with as much work. @returns Whether there is such a block. Source: Core's `preciousblock`. */
  prefer(hash: string): boolean {
    return this.#act((parts, nowMs) => preferBlock(parts, hashOf(hash), nowMs));
  }

  /** Connects to another node of the same network, and lets time pass until both have greeted. */
  connect(other: RegtestNode): void {
    this.#checkRunning();
    if (other.network !== this.network) {
      throw new RegtestError('another-network', 'nodes meet in one network: start both with the same `network`');
    }
    this.#lab.connect(this.#index, other.#index);
    const before = this.peerCount;
    const theirs = other.peerCount;
    this.#lab.world.runUntil(() => this.peerCount > before && other.peerCount > theirs, 10_000);
  }

  /** Ends the node: its peers see it go. Nothing is left behind. To do it twice is no error. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#lab.world.remove(this.#index);
  }

  #act<T>(act: (parts: NodeParts, nowMs: number) => Commanded<T>): T {
    this.#checkRunning();
    let result: { readonly value: T } | undefined;
    this.#lab.world.act(this.#index, (nowMs) => {
      const done = this.node.act(nowMs, (parts) => act(parts, nowMs));
      result = { value: done.result };
      return done.effects;
    });
    return result!.value;
  }

  #checkRunning(): void {
    if (this.#isStopped) throw new RegtestError('stopped', 'the node was stopped');
  }
}

function scriptOf(to: Destination): Uint8Array {
  if (typeof to !== 'string') return to;
  const script = scriptFromAddress(to, addressFormat('regtest'));
  if (script instanceof Uint8Array) return script;
  const bytes = bytesFromHex(to);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  throw new RegtestError('bad-destination', `neither a regtest address nor a script in hex: ${to}`);
}

function hashOf(text: string): BlockHash {
  const hash = blockHashFromHex(text);
  if (hash === undefined) throw new RegtestError('bad-hash', `a block hash has 64 hex digits: ${text}`);
  return hash;
}

function bytesOf(given: string | Uint8Array, what: string): Uint8Array {
  if (typeof given !== 'string') return given;
  const bytes = bytesFromHex(given);
  if (bytes === undefined) throw new RegtestError('not-hex', `the ${what} is not in hex`);
  return bytes;
}

function transactionOf(tx: string | Uint8Array | Transaction): Transaction {
  if (typeof tx !== 'string' && !(tx instanceof Uint8Array)) return tx;
  const parsed = parseTransaction(bytesOf(tx, 'transaction'));
  if ('code' in parsed) throw new RegtestError(parsed.code, `these bytes are no transaction: ${parsed.code}`);
  return parsed;
}

function blockOf(block: string | Uint8Array | Block): Block {
  if (typeof block !== 'string' && !(block instanceof Uint8Array)) return block;
  const parsed = parseBlock(bytesOf(block, 'block'));
  if ('code' in parsed) throw new RegtestError(parsed.code, `these bytes are no block: ${parsed.code}`);
  return parsed;
}
