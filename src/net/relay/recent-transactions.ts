import type { Random } from '../../ports/random.ts';
import type { Block } from '../../primitives/block.ts';
import { RollingBloomFilter } from '../rolling-bloom-filter.ts';

/**
 * How many rejected transactions are remembered: two minutes of a flood of the smallest ones at 1,000 a second. Source:
 * Bitcoin Core's `RecentRejectsFilter`.
 */
const RECENT_REJECTS = 120_000;

/** How many confirmed ones are remembered: an hour's, by txid and wtxid. Source: Core's `RecentConfirmedTransactionsFilter`. */
const RECENT_CONFIRMED = 48_000;

/** How often a new transaction is taken for a remembered one. */
const FALSE_POSITIVE_RATE = 0.000_001;

/**
 * What need not be downloaded, or looked at, again: transactions that the mempool refused, and those that are in blocks. In
 * Bloom filters of together 3.1 MB, which forget the oldest; they take up nothing before they are used.
 *
 * What may be in which filter, and by which of its two hashes, is decided in `TransactionRequests` and `TransactionReceiver`.
 */
export class RecentTransactions {
  readonly #rejected: RollingBloomFilter;
  readonly #reconsiderable: RollingBloomFilter;
  readonly #confirmed: RollingBloomFilter;
  /** The last block, as long as nobody has asked: peers are told of it before its transactions are noted one by one. */
  #unnoted: Block | undefined;

  constructor(random: Random) {
    const rejects = { elements: RECENT_REJECTS, falsePositiveRate: FALSE_POSITIVE_RATE };
    this.#rejected = new RollingBloomFilter(rejects, random);
    this.#reconsiderable = new RollingBloomFilter(rejects, random);
    this.#confirmed = new RollingBloomFilter({ ...rejects, elements: RECENT_CONFIRMED }, random);
  }

  /** What the filters take up once they are used, in bytes. */
  get sizeBytes(): number {
    return this.#rejected.sizeBytes + this.#reconsiderable.sizeBytes + this.#confirmed.sizeBytes;
  }

  /** Whether it was refused, whatever comes with it. @param hash A txid or wtxid. */
  isRejected(hash: Uint8Array): boolean {
    return this.#rejected.contains(hash);
  }

  /** Whether it was refused alone, or as a package. @param hash A wtxid, or the hash of a package. */
  isReconsiderable(hash: Uint8Array): boolean {
    return this.#reconsiderable.contains(hash);
  }

  /** Whether it is in a block of late. @param hash A txid or wtxid. */
  isConfirmed(hash: Uint8Array): boolean {
    this.#note();
    return this.#confirmed.contains(hash);
  }

  addRejected(hash: Uint8Array): void {
    this.#rejected.insert(hash);
  }

  addReconsiderable(hash: Uint8Array): void {
    this.#reconsiderable.insert(hash);
  }

  /** Remembers what a block has confirmed, but for its coinbase: nobody relays that. */
  addConfirmed(block: Block): void {
    this.#note();
    this.#unnoted = block;
  }

  /** With another tip, a lock time may be over: what was refused gets another chance. */
  forgetRejected(): void {
    this.#rejected.reset();
    this.#reconsiderable.reset();
  }

  /** A block was disconnected: what was in it is unconfirmed again. */
  forgetConfirmed(): void {
    this.#unnoted = undefined;
    this.#confirmed.reset();
  }

  #note(): void {
    const block = this.#unnoted;
    this.#unnoted = undefined;
    if (block === undefined) return;
    for (let i = 1; i < block.transactionCount; i++) {
      this.#confirmed.insert(block.txid(i));
      if (block.transaction(i).hasWitness) this.#confirmed.insert(block.wtxid(i));
    }
  }
}
