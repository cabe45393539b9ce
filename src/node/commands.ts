import type { ChainReject } from '../chain/chain-reject.ts';
import type { PackageAcceptance, PoolAcceptance } from '../mempool/transaction-pool.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { NodeParts } from './node-parts.ts';
import type { AnyNetEffect } from './peer-messages.ts';

/** What a command came to, and what is to be done about it: for `Node.act`. */
export interface Commanded<T> {
  readonly result: T;
  readonly effects: readonly AnyNetEffect[];
}

/** What became of a block of one's own. Source: Bitcoin Core's `submitblock`. */
export type SubmittedBlock =
  | { readonly status: 'accepted' }
  /** It is there already. */
  | { readonly status: 'duplicate' }
  /** It is good as far as can be told, and not on the best chain. */
  | { readonly status: 'inconclusive' }
  | { readonly status: 'rejected'; readonly reject: ChainReject };

/** Takes a block of one's own, as if a peer had sent it. */
export function submitBlock(parts: NodeParts, block: Block, nowMs: number): Commanded<SubmittedBlock> {
  const { acceptance, failure, effects } = parts.work.give(block, nowMs);
  if (acceptance.status === 'rejected') return { result: { status: 'rejected', reject: acceptance.reject }, effects };
  if (acceptance.status === 'known') return { result: { status: 'duplicate' }, effects };
  if (failure !== undefined) return { result: { status: 'rejected', reject: failure }, effects };
  const isActive = parts.chain.active.has(acceptance.row);
  return { result: { status: isActive ? 'accepted' : 'inconclusive' }, effects };
}

/** Takes a transaction of one's own, and sees that it gets to others. Source: Bitcoin Core's `sendrawtransaction`. */
export function submitTransaction(parts: NodeParts, tx: Transaction, nowMs: number): Commanded<PoolAcceptance> {
  const { acceptance, effects } = parts.relay.submit(tx, nowMs);
  return { result: acceptance, effects };
}

/** Takes a package of one's own, parents before children. Source: Bitcoin Core's `submitpackage`. */
export function submitPackage(
  parts: NodeParts,
  transactions: readonly Transaction[],
  nowMs: number,
): Commanded<PackageAcceptance> {
  const { acceptance, effects } = parts.relay.submitPackage(transactions, nowMs);
  return { result: acceptance, effects };
}

/** Finds the row of a block by its hash. */
function rowOf(parts: NodeParts, hash: BlockHash): number | undefined {
  const row = parts.chain.tree.indexOf(hash);
  return row < 0 ? undefined : row;
}

/** Marks a block as failed. @returns Whether there is such a block, and it is not the first. Core's `invalidateblock`. */
export function invalidateBlock(parts: NodeParts, hash: BlockHash, nowMs: number): Commanded<boolean> {
  const row = rowOf(parts, hash);
  if (row === undefined || parts.chain.tree.heightOf(row) === 0) return { result: false, effects: [] };
  return { result: true, effects: parts.work.move(() => parts.driver.invalidate(row, nowMs), nowMs) };
}

/** Takes that back. @returns Whether there is such a block. Source: Bitcoin Core's `reconsiderblock`. */
export function reconsiderBlock(parts: NodeParts, hash: BlockHash, nowMs: number): Commanded<boolean> {
  const row = rowOf(parts, hash);
  if (row === undefined) return { result: false, effects: [] };
  return { result: true, effects: parts.work.move(() => parts.driver.reconsider(row, nowMs), nowMs) };
}

/** Prefers a block to others with as much work. @returns Whether there is such a block. Core's `preciousblock`. */
export function preferBlock(parts: NodeParts, hash: BlockHash, nowMs: number): Commanded<boolean> {
  const row = rowOf(parts, hash);
  if (row === undefined) return { result: false, effects: [] };
  return { result: true, effects: parts.work.move(() => parts.driver.prefer(row, nowMs), nowMs) };
}
