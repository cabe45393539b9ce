import type { MempoolEntry } from '../../mempool/mempool-entry.ts';
import type { TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Block } from '../../primitives/block.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { Txid } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import type { NetEffect } from '../net-effect.ts';
import type { PeerId } from '../peer.ts';

/**
 * How many requests of a peer wait at the most: what fits into one message. Bitcoin Core reads no more from a peer before it
 * has answered what it was asked; whoever asks on is told that more was not found.
 */
export const MAX_GETDATA_QUEUE = 50_000;

/** What is sent at a time, before the next answer waits for `serveNext`. Source: Bitcoin Core's `DEFAULT_MAXSENDBUFFER`. */
export const SERVE_BYTES = 1_000_000;

/** Requests that are looked up at a time, at the most: about 2 ms of work. What is left waits for `serveNext`. */
export const MAX_LOOKUPS_AT_A_TIME = 1000;

/** What a peer has asked for and not been answered, packed: 50,000 requests are 1.8 MB, where as many objects take 11 MB. */
interface RequestQueue {
  readonly types: Uint32Array;
  readonly hashes: Uint8Array;
  /** The first that is not answered. */
  next: number;
}

/** What the answers were made of. */
export interface Served {
  readonly effects: NetEffect[];
  /** Of the transactions that were sent. */
  readonly txids: readonly Txid[];
}

/**
 * Answers `getdata` for transactions: with those in the mempool that the peer may know of, and those of the last block, which
 * compact blocks are filled from. `notfound` lists the others. Source: Bitcoin Core's `ProcessGetData` and
 * `FindTxForGetData`.
 */
export class TransactionServer {
  readonly #pool: TransactionPool;
  readonly #mayHave: (peer: PeerId, entry: MempoolEntry) => boolean;
  readonly #queues = new Map<PeerId, RequestQueue>();
  #lastBlock: Block | undefined;
  /** The last block's transactions by txid and wtxid: made when somebody asks for one that isn't in the mempool. */
  #lastBlockTransactions: Map<HashKey, Transaction> | undefined;

  /** @param modules.mayHave Whether a peer may have a transaction that is in the mempool. */
  constructor(modules: { pool: TransactionPool; mayHave: (peer: PeerId, entry: MempoolEntry) => boolean }) {
    this.#pool = modules.pool;
    this.#mayHave = modules.mayHave;
  }

  /** How many requests of a peer are not answered yet. */
  pending(peer: PeerId): number {
    const queue = this.#queues.get(peer);
    return queue === undefined ? 0 : queue.types.length - queue.next;
  }

  /** A block was connected: the last one, for now. */
  blockConnected(block: Block): void {
    this.#lastBlock = block;
    this.#lastBlockTransactions = undefined;
  }

  peerGone(peer: PeerId): void {
    this.#queues.delete(peer);
  }

  /** Takes requests; `serveNext` answers them. @returns What can't be taken, as not found. */
  request(peer: PeerId, items: readonly InventoryItem[]): NetEffect[] {
    const queue = this.#queues.get(peer);
    const waiting = queue === undefined ? 0 : queue.types.length - queue.next;
    const room = MAX_GETDATA_QUEUE - waiting;
    const taken = items.slice(0, room);
    if (taken.length > 0) this.#queues.set(peer, joined(queue, taken));
    return notFound(peer, items.slice(room));
  }

  /** Answers a peer's requests, oldest first, until about `maxBytes` of transactions are to be sent, or enough was looked up. */
  serveNext(peer: PeerId, maxBytes: number): Served {
    const effects: NetEffect[] = [];
    const txids: Txid[] = [];
    const missing: InventoryItem[] = [];
    const queue = this.#queues.get(peer);
    if (queue === undefined) return { effects, txids };
    let bytes = 0;
    const end = Math.min(queue.types.length, queue.next + MAX_LOOKUPS_AT_A_TIME);
    while (queue.next < end && bytes < maxBytes) {
      const item = itemAt(queue, queue.next++);
      const tx = this.#find(peer, item);
      if (tx === undefined) {
        missing.push(item);
        continue;
      }
      const message = item.type === INVENTORY_TYPES.tx ? { tx, withoutWitness: true } : { tx };
      effects.push({ do: 'send', peer, message: { type: 'tx', ...message } });
      txids.push(tx.txid);
      bytes += tx.totalSize;
    }
    if (queue.next === queue.types.length) this.#queues.delete(peer);
    return { effects: [...effects, ...notFound(peer, missing)], txids };
  }

  #find(peer: PeerId, item: InventoryItem): Transaction | undefined {
    const isWtxid = item.type === INVENTORY_TYPES.wtx;
    const entry = isWtxid ? this.#pool.getByWtxid(item.hash) : this.#pool.get(item.hash);
    if (entry !== undefined && this.#mayHave(peer, entry)) return entry.tx;
    if (this.#lastBlock === undefined) return undefined;
    this.#lastBlockTransactions ??= transactionsByHash(this.#lastBlock);
    return this.#lastBlockTransactions.get(hashKey(item.hash));
  }
}

/** What waits of a queue, and more. */
function joined(queue: RequestQueue | undefined, items: readonly InventoryItem[]): RequestQueue {
  const waiting = queue === undefined ? 0 : queue.types.length - queue.next;
  const types = new Uint32Array(waiting + items.length);
  const hashes = new Uint8Array(types.length * HASH_BYTES);
  if (queue !== undefined) {
    types.set(queue.types.subarray(queue.next));
    hashes.set(queue.hashes.subarray(queue.next * HASH_BYTES));
  }
  for (const [i, { type, hash }] of items.entries()) {
    types[waiting + i] = type;
    hashes.set(hash, (waiting + i) * HASH_BYTES);
  }
  return { types, hashes, next: 0 };
}

function itemAt({ types, hashes }: RequestQueue, index: number): InventoryItem {
  return { type: types[index]!, hash: hashes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES) };
}

function notFound(peer: PeerId, inventory: readonly InventoryItem[]): NetEffect[] {
  return inventory.length === 0 ? [] : [{ do: 'send', peer, message: { type: 'notfound', inventory } }];
}

function transactionsByHash(block: Block): Map<HashKey, Transaction> {
  const transactions = new Map<HashKey, Transaction>();
  for (const [i, tx] of block.transactions.entries()) {
    transactions.set(hashKey(block.txids, i * 32), tx);
    transactions.set(hashKey(block.wtxids, i * 32), tx);
  }
  return transactions;
}
