// Nodes that only sync, in one process, and peers that are played by a test.
import { BlockReader } from '../src/chain/block-reader.ts';
import type { ChainState } from '../src/chain/chain-state.ts';
import type { MempoolEntry } from '../src/mempool/mempool-entry.ts';
import type { Peer, PeerId } from '../src/net/peer.ts';
import { BuiltFilterIndex } from '../src/net/serve/filter-index.ts';
import { MemoryFilterStore } from '../src/net/serve/memory-filter-store.ts';
import { BlockSync } from '../src/net/sync/block-sync.ts';
import type { BlockSyncOptions } from '../src/net/sync/block-sync.ts';
import type { SyncEffect } from '../src/net/sync/sync-effect.ts';
import type { Random } from '../src/ports/random.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { parseTransaction } from '../src/primitives/transaction.ts';
import { INVENTORY_TYPES, isBlockItem } from '../src/wire/inventory.ts';
import type { Message, MessageType } from '../src/wire/message.ts';
import { SERVICE_FLAGS } from '../src/wire/services.ts';
import { PARAMS, memoryChain } from './chain-regtest.ts';
import type { MemoryChain, TestBlock } from './chain-regtest.ts';
import type { BlockTransaction } from './chain-assemble-block.ts';

/** Chance from a seed: Marsaglia's xorshift32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 0xff),
    below: (bound) => Math.floor((next() / 0x1_0000_0000) * bound),
    u64: () => (BigInt(next()) << 32n) | BigInt(next()),
  };
}

export const FULL_NODE: bigint = SERVICE_FLAGS.network | SERVICE_FLAGS.witness | SERVICE_FLAGS.networkLimited;

/** A peer as its session describes it. */
export function testPeer(id: PeerId, changes: Partial<Peer> = {}): Peer {
  return {
    id,
    kind: 'outbound-full-relay',
    address: { network: 'ipv4', bytes: Uint8Array.of(10, 0, 0, id & 0xff), port: 18444 },
    connectedAtMs: 0,
    version: 70016,
    services: FULL_NODE,
    userAgent: '/test/',
    startHeight: 0,
    relaysTransactions: true,
    usesWtxids: true,
    usesAddrV2: true,
    prefersHeaders: false,
    isProtected: false,
    ...changes,
  };
}

/** A message of one type. */
export type Sent<T extends MessageType> = Message & { readonly type: T };

/** A message that a node sent. */
export interface SentMessage {
  readonly peer: PeerId;
  readonly message: Message;
}

/** A connection that was, or is to be, ended. */
export interface Ending {
  readonly peer: PeerId;
  readonly how: 'disconnect' | 'misbehaved';
  readonly reason: string;
}

/** A chain and its synchronization, driven as a node drives them. */
export class SyncNode {
  readonly memory: MemoryChain;
  readonly sync: BlockSync;
  readonly filters: BuiltFilterIndex;
  readonly pool: Transaction[] = [];
  readonly peers: Map<PeerId, Peer> = new Map();
  sent: SentMessage[] = [];
  readonly endings: Ending[] = [];
  readonly rejected: string[] = [];
  nowMs: number;

  private constructor(memory: MemoryChain, options: { nowMs: number; seed: number } & Partial<BlockSyncOptions>) {
    this.memory = memory;
    this.nowMs = options.nowMs;
    const { chain, files } = memory;
    const reader = new BlockReader({ tree: chain.tree, index: chain.index, files });
    this.filters = new BuiltFilterIndex({ chain, reader, store: new MemoryFilterStore() });
    const { pool } = this;
    const entries = function* (): Generator<MempoolEntry, undefined> {
      for (const tx of pool) yield { tx, txid: tx.txid, wtxid: tx.wtxid } as MempoolEntry;
      return undefined;
    };
    this.sync = new BlockSync(
      { params: PARAMS, services: FULL_NODE, ...options },
      { chain: memory.chain, pool: { entries }, random: seededRandom(options.seed), filters: this.filters },
    );
  }

  static async make(
    options: { readonly nowMs: number; readonly seed?: number } & Partial<BlockSyncOptions>,
  ): Promise<SyncNode> {
    return new SyncNode(await memoryChain(), { seed: 1, ...options });
  }

  get chain(): ChainState {
    return this.memory.chain;
  }

  get height(): number {
    return this.chain.active.height;
  }

  /** A peer's handshake is done; it speaks compact blocks, if that is not changed. */
  connect(id: PeerId, changes: Partial<Peer> & { readonly isCompact?: boolean } = {}): Peer {
    const { isCompact = true, ...rest } = changes;
    const peer = testPeer(id, { connectedAtMs: this.nowMs, ...rest });
    this.peers.set(id, peer);
    this.perform(this.sync.peerReady(peer, this.nowMs));
    if (isCompact) this.receive(id, { type: 'sendcmpct', highBandwidth: false, version: 2n });
    return peer;
  }

  disconnect(id: PeerId): void {
    this.peers.delete(id);
    this.sync.peerGone(id, this.nowMs);
  }

  /** Gives a message as the node's dispatcher would. */
  receive(id: PeerId, message: Message): void {
    const peer = this.peers.get(id);
    if (peer === undefined) return;
    if (message.type === 'inv') {
      this.perform(this.sync.receiveInv(peer, message.inventory.filter(isBlockItem), this.nowMs));
    } else if (message.type === 'getdata') {
      this.perform(this.sync.receiveGetData(peer, message.inventory.filter(isBlockItem)));
      this.serve(id);
    } else {
      this.perform(this.sync.receive(peer, message, this.nowMs));
      this.serve(id);
    }
  }

  /** Gives a peer all that it waits for. */
  serve(id: PeerId): void {
    while (this.sync.hasQueued(id)) this.perform(this.sync.serveNext(id, this.nowMs, 1_000_000));
  }

  /** Takes a block of our own, or one that fell from the sky. */
  mine(block: Pick<TestBlock, 'bytes'>): void {
    this.#process(parsed(block));
  }

  tick(nowMs: number): void {
    this.nowMs = nowMs;
    this.perform(this.sync.tick(nowMs));
  }

  /** Goes on to a time, ticking whenever it is due. @returns How often that was. */
  advance(toMs: number): number {
    let ticks = 0;
    while (this.sync.nextDueMs <= toMs) {
      this.tick(Math.max(this.nowMs, this.sync.nextDueMs));
      if (++ticks > 100_000) throw new Error('tick is due again and again');
    }
    this.nowMs = toMs;
    return ticks;
  }

  perform(effects: readonly SyncEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.sent.push({ peer: effect.peer, message: effect.message });
      else if (effect.do === 'process-block') this.#process(effect.block);
      else this.endings.push({ peer: effect.peer, how: effect.do, reason: effect.reason });
    }
  }

  /** The messages of one type that were sent to a peer since this was last asked; the others to it are forgotten. */
  take<T extends MessageType>(id: PeerId, type: T): Sent<T>[] {
    const found = this.sent.filter(({ peer, message }) => peer === id && message.type === type);
    this.sent = this.sent.filter(({ peer }) => peer !== id);
    return found.map(({ message }) => message as Sent<T>);
  }

  #process(block: Block): void {
    const { chain, sync, nowMs } = this;
    const before = chain.active.tip;
    const accepted = chain.acceptBlock(block, { nowSec: Math.floor(nowMs / 1000) });
    if (accepted.status === 'rejected') this.rejected.push(accepted.reject.code);
    this.perform(sync.blockProcessed(block, accepted, nowMs));
    for (let step = chain.step(); step !== undefined; step = chain.step()) {
      if (step.did === 'fail') this.rejected.push(step.reject.code);
      this.perform(sync.chainStepped(step, nowMs));
    }
    if (chain.active.tip !== before) this.perform(sync.tipChanged(before, nowMs));
    this.filters.catchUp(10);
  }
}

/** Hands messages from node to node until none has anything to say. Node `i` knows node `j` as peer `j`. */
export function settleNodes(nodes: readonly SyncNode[], maxMessages: number = 100_000): number {
  let delivered = 0;
  for (let isQuiet = false; !isQuiet;) {
    isQuiet = true;
    for (const [from, node] of nodes.entries()) {
      const { sent } = node;
      node.sent = [];
      for (const { peer, message } of sent) {
        isQuiet = false;
        if (++delivered > maxMessages) throw new Error('the nodes do not come to rest');
        nodes[peer]?.receive(from, message);
      }
    }
  }
  return delivered;
}

export function parsed(block: Pick<TestBlock, 'bytes'>): Block {
  const result = parseBlock(block.bytes);
  if ('code' in result) throw new Error(`a test's block does not parse: ${result.code}`);
  return result;
}

export function parsedTransaction({ bytes }: BlockTransaction): Transaction {
  const result = parseTransaction(bytes);
  if ('code' in result) throw new Error(`a test's transaction does not parse: ${result.code}`);
  return result;
}

/** A `headers` message with the headers of blocks. */
export function headersOf(blocks: readonly Pick<TestBlock, 'bytes'>[]): Sent<'headers'> {
  const headers = new Uint8Array(80 * blocks.length);
  for (const [i, { bytes }] of blocks.entries()) headers.set(bytes.subarray(0, 80), 80 * i);
  return { type: 'headers', headers };
}

export function blockMessage(block: Pick<TestBlock, 'bytes'>): Sent<'block'> {
  return { type: 'block', block: parsed(block) };
}

export function invOf(block: Pick<TestBlock, 'hash'>): Sent<'inv'> {
  return { type: 'inv', inventory: [{ type: INVENTORY_TYPES.block, hash: block.hash }] };
}
