import { bytesToHex } from '../../src/bytes/hex.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { compactBlockOf } from '../../src/net/compact/encode-compact-block.ts';
import type { Random } from '../../src/ports/random.ts';
import type { Block } from '../../src/primitives/block.ts';
import { HEADER_BYTES } from '../../src/primitives/header.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { INVENTORY_TYPES, isBlockItem } from '../../src/wire/inventory.ts';
import type { InventoryItem } from '../../src/wire/inventory.ts';
import type { Message, MessageOf } from '../../src/wire/message.ts';
import { PeerClient } from '../p2p/peer-client.ts';

/** How many peers there are, and how long one stays: from 1 second, 30 on average. */
const PEERS = 12;
const MEAN_STAY_MS = 29_000;

/** Of a hundred: peers with v1, transactions that are sent unasked, announcements that a peer asks for. */
const PERCENT = { v1: 30, unasked: 10, wanted: 30 } as const;

/** Addresses that a peer tells of when it has come. */
const ADDRESSES_TOLD = 10;

/** Transactions that are kept to be asked for. */
const MAX_KEPT = 20_000;

/** Blocks that are kept to be asked for. */
const MAX_BLOCKS_KEPT = 20;

/** Peers of a node that come and go: they announce, serve, and ask for what the node announces. */
export class SoakPeers {
  readonly #port: number;
  readonly #random: Random;
  readonly #open = new Set<PeerClient>();
  readonly #leaveAt = new Map<PeerClient, number>();
  readonly #transactions = new Map<string, Transaction>();
  readonly #blocks = new Map<string, Block>();
  #opening = 0;
  /** Connections that were made in all. */
  met = 0;

  constructor(options: { readonly port: number }, modules: { readonly random: Random }) {
    this.#port = options.port;
    this.#random = modules.random;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Lets those go whose time is over, and others come. */
  tick(nowMs: number): void {
    for (const [peer, leaveAtMs] of this.#leaveAt) {
      if (nowMs < leaveAtMs) continue;
      this.#forget(peer);
      peer.destroy();
    }
    for (let missing = PEERS - this.#open.size - this.#opening; missing > 0; missing--) void this.#meet();
  }

  /** Announces transactions: each by two peers, or sends it unasked. */
  announce(transactions: readonly Transaction[]): void {
    const peers = [...this.#open];
    if (peers.length === 0) return;
    const inventories = new Map<PeerClient, InventoryItem[]>();
    for (const tx of transactions) {
      this.#keep(tx);
      if (this.#chance(PERCENT.unasked)) {
        this.#pick(peers).send({ type: 'tx', tx });
        continue;
      }
      for (const peer of new Set([this.#pick(peers), this.#pick(peers)])) {
        const inventory = inventories.get(peer) ?? [];
        inventory.push({ type: INVENTORY_TYPES.wtx, hash: tx.wtxid });
        inventories.set(peer, inventory);
      }
    }
    for (const [peer, inventory] of inventories) peer.send({ type: 'inv', inventory });
  }

  /**
   * Has one peer tell of blocks, in the ways that there are. To send a block whose header the node does not know would be an
   * offence, so that those which build on each other come from one.
   *
   * @returns Whether there was a peer.
   */
  giveBlocks(blocks: readonly Block[]): boolean {
    const peers = [...this.#open];
    if (peers.length === 0) return false;
    const peer = this.#pick(peers);
    for (const block of blocks) {
      this.#blocks.set(bytesToHex(block.hash), block);
      const way = this.#random.below(3);
      if (way === 0) peer.send({ type: 'block', block });
      else if (way === 1) peer.send({ type: 'cmpctblock', compact: compactBlockOf(block, this.#random.u64()) });
      else peer.send({ type: 'headers', headers: block.bytes.slice(block.start, block.start + HEADER_BYTES) });
    }
    for (const hash of this.#blocks.keys()) if (this.#blocks.size > MAX_BLOCKS_KEPT) this.#blocks.delete(hash);
    return true;
  }

  stop(): void {
    for (const peer of this.#open) peer.destroy();
    this.#open.clear();
    this.#leaveAt.clear();
  }

  async #meet(): Promise<void> {
    this.#opening++;
    const peer = await PeerClient.connect(
      {
        port: this.#port,
        magic: networkParams('regtest').magic,
        usesV2: !this.#chance(PERCENT.v1),
        relay: true,
      },
      {
        random: this.#random,
        onMessage: (message, from) => this.#answer(message, from),
        onClose: (from) => this.#forget(from),
      },
    );
    this.#opening--;
    if (peer === undefined) return;
    this.met++;
    this.#open.add(peer);
    // An exponential by hand: -ln(u), in steps.
    const stayMs = 1000 - MEAN_STAY_MS * Math.log((1 + this.#random.below(1_000_000)) / 1_000_000);
    this.#leaveAt.set(peer, Date.now() + stayMs);
    peer.send({ type: 'sendcmpct', highBandwidth: this.#chance(20), version: 2n });
    if (this.#chance(50)) peer.send({ type: 'sendheaders' });
    peer.send({ type: 'getaddr' });
    peer.send({ type: 'addrv2', addresses: Array.from({ length: ADDRESSES_TOLD }, () => this.#address()) });
  }

  #address(): MessageOf<'addr'>['addresses'][number] {
    const bytes = Uint8Array.of(11 + this.#random.below(80), ...this.#random.bytes(3));
    return {
      address: { network: 'ipv4', bytes, port: 18_444 },
      services: 0x409n,
      timeSec: Math.floor(Date.now() / 1000) - this.#random.below(86_400),
    };
  }

  #answer(message: Message, peer: PeerClient): void {
    switch (message.type) {
      case 'inv': {
        const wanted = message.inventory.filter(() => this.#chance(PERCENT.wanted));
        const inventory = wanted.map((item) => (isBlockItem(item) ? this.#wantBlock(item.hash) : item));
        if (inventory.length > 0) peer.send({ type: 'getdata', inventory });
        return;
      }
      case 'getdata':
        for (const item of message.inventory) this.#serve(item, peer);
        return;
      case 'getblocktxn': {
        const { blockHash, indexes } = message;
        const block = this.#blocks.get(bytesToHex(blockHash));
        if (block === undefined) return;
        const transactions = indexes.map((index) => block.transaction(index));
        return peer.send({ type: 'blocktxn', blockHash, transactions });
      }
      default:
    }
  }

  #wantBlock(hash: Uint8Array): InventoryItem {
    return { type: this.#chance(50) ? INVENTORY_TYPES.witnessBlock : INVENTORY_TYPES.compactBlock, hash };
  }

  #serve(item: InventoryItem, peer: PeerClient): void {
    const key = bytesToHex(item.hash);
    if (isBlockItem(item)) {
      const block = this.#blocks.get(key);
      if (block !== undefined) peer.send({ type: 'block', block });
      return;
    }
    const tx = this.#transactions.get(key);
    if (tx === undefined) peer.send({ type: 'notfound', inventory: [item] });
    else peer.send({ type: 'tx', tx });
  }

  /** By wtxid, and by txid for the parents of orphans. */
  #keep(tx: Transaction): void {
    this.#transactions.set(bytesToHex(tx.wtxid), tx).set(bytesToHex(tx.txid), tx);
    for (const key of this.#transactions.keys()) {
      if (this.#transactions.size <= MAX_KEPT) return;
      this.#transactions.delete(key);
    }
  }

  #forget(peer: PeerClient): void {
    this.#leaveAt.delete(peer);
    this.#open.delete(peer);
  }

  #pick(peers: readonly PeerClient[]): PeerClient {
    return peers[this.#random.below(peers.length)]!;
  }

  #chance(percent: number): boolean {
    return this.#random.below(100) < percent;
  }
}
