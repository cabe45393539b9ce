import { blockScriptFlags } from '../consensus/block-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { ActiveChain } from '../chain/active-chain.ts';
import type { CoinsCache } from '../chain/coins/coins-cache.ts';
import type { HeaderTree } from '../chain/header-tree.ts';
import type { ScriptCache } from '../chain/script-cache.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import { hashKey } from '../primitives/hash-key.ts';
import type { HashKey } from '../primitives/hash-key.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash, Txid } from '../primitives/hash.ts';
import { DELTA_USAGE_BYTES } from './graph/memory-usage.ts';
import type { PoolEntry } from './graph/pool-entry.ts';
import { TransactionGraph } from './graph/transaction-graph.ts';
import type { FamilyLimits } from './graph/transaction-graph.ts';
import { rateFromFee } from './policy/fee-rate.ts';
import type { RelayPolicy } from './policy/relay-policy.ts';
import { RollingMinimumFee } from './rolling-minimum-fee.ts';
import type { RemovalReason, RemovedEntry } from './transaction-pool.ts';

/** No block has it: what the flags of a block that is not there yet are asked with. */
const NO_HASH = new Uint8Array(HASH_BYTES) as BlockHash;

/** What of the chain the mempool looks at. It changes nothing there, but for which coins are kept in memory. */
export interface PoolChain {
  readonly tree: HeaderTree;
  readonly active: ActiveChain;
  readonly coins: CoinsCache;
}

/** What a mempool works with. */
export interface PoolParts {
  readonly chain: PoolChain;
  readonly secp256k1: Secp256k1;
  /** The chain's own: so that a block's scripts that were checked here are not checked again. */
  readonly scriptCache?: ScriptCache | undefined;
}

/** What a mempool is made from. */
export interface PoolOptions {
  readonly params: NetworkParams;
  readonly policy: RelayPolicy;
}

/** The block that the mempool's transactions wait for, as far as it is known. */
export interface NextBlock {
  readonly height: number;
  /** Row of the block before. */
  readonly tipRow: number;
  /** Median time past of the block before, in seconds. */
  readonly medianTimePastSec: number;
  /** Flags that its scripts will be checked with. */
  readonly scriptFlags: number;
}

/** What `prioritise` adds to a transaction's fee. */
export interface FeeDelta {
  readonly txid: Txid;
  readonly deltaSats: bigint;
}

/** What is in the mempool, and what its parts share: acceptance, removal, and the answers to others. */
export class PoolState {
  readonly params: NetworkParams;
  readonly policy: RelayPolicy;
  readonly limits: FamilyLimits;
  readonly chain: PoolChain;
  readonly secp256k1: Secp256k1;
  readonly scriptCache: ScriptCache | undefined;
  readonly graph: TransactionGraph = new TransactionGraph();
  readonly minimumFee: RollingMinimumFee;
  readonly deltas: Map<HashKey, FeeDelta> = new Map();
  /** Number of the next that comes or goes. Source: Core's `m_sequence_number`. */
  sequence = 1;
  #nextBlock: NextBlock | undefined;

  constructor({ params, policy }: PoolOptions, parts: PoolParts) {
    this.params = params;
    this.policy = policy;
    this.limits = {
      ancestorCount: policy.ancestorLimit,
      ancestorVsize: policy.ancestorVsizeLimit,
      descendantCount: policy.descendantLimit,
      descendantVsize: policy.descendantVsizeLimit,
    };
    this.chain = parts.chain;
    this.secp256k1 = parts.secp256k1;
    this.scriptCache = parts.scriptCache;
    this.minimumFee = new RollingMinimumFee(policy.incrementalRelayFeeSatsPerKvb);
  }

  get nextBlock(): NextBlock {
    const { active, tree } = this.chain;
    if (this.#nextBlock?.tipRow === active.tip) return this.#nextBlock;
    const height = active.height + 1;
    this.#nextBlock = {
      height,
      tipRow: active.tip,
      medianTimePastSec: tree.medianTimePast(active.tip),
      scriptFlags: blockScriptFlags(this.params, { height, hash: NO_HASH }),
    };
    return this.#nextBlock;
  }

  get usageBytes(): number {
    return this.graph.usageBytes + this.deltas.size * DELTA_USAGE_BYTES;
  }

  /** Satoshis for 1,000 virtual bytes that a full mempool asks for; 0 where it is not full, and has not been for long. */
  minFeeRate(nowSec: number): bigint {
    return this.minimumFee.at(nowSec, { usageBytes: this.usageBytes, maxBytes: this.policy.maxMempoolBytes });
  }

  deltaOf(txidKey: HashKey): bigint {
    return this.deltas.get(txidKey)?.deltaSats ?? 0n;
  }

  /** Takes entries out, with all their descendants unless those stay. */
  remove(
    entries: readonly PoolEntry[],
    reason: RemovalReason,
    options: { readonly leavesDescendants: boolean } = { leavesDescendants: false },
  ): RemovedEntry[] {
    this.graph.remove(entries, options);
    this.sequence += entries.length;
    return entries.map((entry) => ({ entry, reason }));
  }

  /** Takes out an entry and all its descendants. Source: Bitcoin Core's `removeRecursive`. */
  removeFamily(entry: PoolEntry, reason: RemovalReason): RemovedEntry[] {
    return this.remove(this.graph.withDescendants([entry]), reason);
  }

  /** Takes out what is too old. Source: Bitcoin Core's `CTxMemPool::Expire`. */
  expire(nowSec: number): RemovedEntry[] {
    const limitSec = nowSec - this.policy.expirySec;
    const removed: RemovedEntry[] = [];
    for (let { oldest } = this.graph; oldest !== undefined && oldest.timeSec < limitSec; { oldest } = this.graph) {
      removed.push(...this.removeFamily(oldest, 'expiry'));
    }
    return removed;
  }

  /** Takes out what is too old, and then the worst, until the rest fits. Source: Bitcoin Core's `LimitMempoolSize`. */
  limitSize(nowSec: number): RemovedEntry[] {
    const removed = this.expire(nowSec);
    while (this.usageBytes > this.policy.maxMempoolBytes) {
      const { lowest } = this.graph;
      if (lowest === undefined) break;
      // What was removed, and a bit: so that nothing comes in at the rate of what was evicted with no block in between.
      const rate = rateFromFee(lowest.descendantFeesSats, lowest.descendantVsize);
      this.minimumFee.evicted(rate + this.policy.incrementalRelayFeeSatsPerKvb);
      const evicted = this.removeFamily(lowest, 'sizelimit');
      for (const { entry } of evicted) this.#uncacheInputs(entry as PoolEntry);
      removed.push(...evicted);
    }
    return removed;
  }

  /** Drops coins from memory that nobody here spends any more. */
  #uncacheInputs({ tx }: PoolEntry): void {
    for (let input = 0; input < tx.inputCount; input++) {
      const at = tx.prevoutOffset(input);
      if (this.graph.byTxid(hashKey(tx.bytes, at)) === undefined) this.chain.coins.uncache(tx.bytes, at);
    }
  }
}
