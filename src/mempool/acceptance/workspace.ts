import type { Coin } from '../../consensus/coin.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import type { TransactionScripts } from './transaction-scripts.ts';

/** How a transaction is taken, alone or as one of several. Source: Bitcoin Core's `ATMPArgs`. */
export interface AcceptanceRules {
  readonly nowSec: number;
  /** When it came: now, unless it was kept in a file. */
  readonly timeSec: number;
  /** For what comes back out of blocks: fees and the mempool's size are not looked at. */
  readonly bypassesLimits: boolean;
  readonly testOnly: boolean;
  readonly allowsReplacement: boolean;
  /** Whether the other child of a TRUC transaction may be replaced. */
  readonly allowsSiblingEviction: boolean;
  /** Whether the mempool's size is seen to by the caller, once all are in. */
  readonly isPackageSubmission: boolean;
  /** Whether the package pays as a whole. */
  readonly usesPackageFeeRate: boolean;
  /** What whoever sends it is ready to pay at most, for 1,000 virtual bytes. */
  readonly maxFeeRateSatsPerKvb: bigint | undefined;
  /** Whether limits of families are eased for a small child, and for what replaces one other. */
  readonly allowsCarveOuts: boolean;
}

/** What is found out about one transaction on its way in. Source: Bitcoin Core's `MemPoolAccept::Workspace`. */
export interface Workspace {
  readonly tx: Transaction;
  readonly txidKey: HashKey;
  /** What each input spends. */
  coins: readonly Coin[];
  parents: readonly PoolEntry[];
  ancestors: readonly PoolEntry[];
  /** What spends the same, each once; and the sibling that would have to go. */
  readonly conflicts: PoolEntry[];
  isSiblingEviction: boolean;
  /** The entry that it becomes; made when what it spends has been found. */
  entry: PoolEntry | undefined;
  scripts: TransactionScripts | undefined;
}

export function newWorkspace(tx: Transaction): Workspace {
  return {
    tx,
    txidKey: hashKey(tx.txid),
    coins: [],
    parents: [],
    ancestors: [],
    conflicts: [],
    isSiblingEviction: false,
    entry: undefined,
    scripts: undefined,
  };
}
