import type { Transaction } from '../../primitives/transaction.ts';
import { ownedTransaction } from '../graph/owned-transaction.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { rateFromFee } from '../policy/fee-rate.ts';
import type { PoolState } from '../pool-state.ts';
import type { EffectiveFeeRate, PoolAcceptance, RemovedEntry } from '../transaction-pool.ts';
import type { PoolCoins } from './pool-coins.ts';
import { preCheck } from './pre-checks.ts';
import { reject } from './reject.ts';
import {
  findHigherRate,
  findNewUnconfirmed,
  findTooManyReplaced,
  findUnpaidReplacement,
} from './replacement-policy.ts';
import { checkConsensusScripts, checkPolicyScripts } from './script-checks.ts';
import { newWorkspace } from './workspace.ts';
import type { AcceptanceRules, Workspace } from './workspace.ts';

/** How transactions are taken, and what they may spend. */
export interface AcceptanceContext {
  readonly rules: AcceptanceRules;
  readonly coins: PoolCoins;
}

/** Takes one transaction into the mempool, or says why not. Source: Bitcoin Core's `AcceptSingleTransaction`. */
export function acceptTransaction(state: PoolState, tx: Transaction, context: AcceptanceContext): PoolAcceptance {
  const { rules } = context;
  const ws = newWorkspace(tx);
  const early = preCheck(state, ws, context) ?? checkMaxFeeRate(ws, rules);
  if (early !== undefined) return { status: 'rejected', reject: early };
  const replaced = ws.conflicts.length === 0 ? [] : findReplaced(state, ws);
  if ('code' in replaced) return { status: 'rejected', reject: replaced };
  const failed = checkPolicyScripts(state, ws) ?? checkConsensusScripts(state, ws);
  if (failed !== undefined) return { status: 'rejected', reject: failed };
  const effective = effectiveFeeRate([ws]);
  if (rules.testOnly) return { status: 'accepted', entry: ws.entry!, removed: [], effective };
  const removed = state.remove(replaced, 'replaced');
  const entry = addToPool(state, ws);
  if (rules.isPackageSubmission || rules.bypassesLimits) return { status: 'accepted', entry, removed, effective };
  // What comes and goes at once was never there for anybody else.
  for (const each of state.limitSize(rules.nowSec)) if (each.entry !== entry) removed.push(each);
  if (state.graph.byTxid(entry.txidKey) !== undefined) return { status: 'accepted', entry, removed, effective };
  return { status: 'rejected', reject: reject('reconsiderable', 'mempool full'), removed };
}

/** Whether a transaction pays more than its sender meant to. */
export function checkMaxFeeRate(ws: Workspace, rules: AcceptanceRules): MempoolReject | undefined {
  const { modifiedFeeSats, vsize } = ws.entry!;
  const max = rules.maxFeeRateSatsPerKvb;
  return max !== undefined && rateFromFee(modifiedFeeSats, vsize) > max
    ? reject('mempool-policy', 'max feerate exceeded')
    : undefined;
}

/** Adds what has passed all checks. Source: Bitcoin Core's `MemPoolAccept::Finalize`. */
export function addToPool(state: PoolState, ws: Workspace): PoolEntry {
  const made = ws.entry!;
  const tx = ownedTransaction(made.tx);
  const entry = tx === made.tx ? made : { ...made, tx };
  state.graph.add(entry, ws);
  state.sequence++;
  return entry;
}

/** What transactions pay together. */
export function effectiveFeeRate(workspaces: readonly Workspace[]): EffectiveFeeRate {
  let [feeSats, vsize] = [0n, 0];
  for (const { entry } of workspaces) {
    feeSats += entry!.modifiedFeeSats;
    vsize += entry!.vsize;
  }
  return { satsPerKvb: rateFromFee(feeSats, vsize), wtxids: workspaces.map(({ entry }) => entry!.wtxid) };
}

/**
 * Checks that a transaction may replace what it conflicts with. Source: Bitcoin Core's `MemPoolAccept::ReplacementChecks`.
 *
 * @returns All that it would replace, descendants too.
 */
function findReplaced(state: PoolState, ws: Workspace): PoolEntry[] | MempoolReject {
  const { graph, policy } = state;
  const { tx, conflicts } = ws;
  const { txid, modifiedFeeSats: feeSats, vsize } = ws.entry!;
  const by = { txid, feeSats, vsize };
  const suffix = ws.isSiblingEviction ? ' (including sibling eviction)' : '';
  const lowerRate = findHigherRate(conflicts, by);
  if (lowerRate !== undefined) return reject('reconsiderable', `insufficient fee${suffix}`, lowerRate);
  const tooMany = findTooManyReplaced(conflicts, txid);
  if (tooMany !== undefined) return reject('mempool-policy', `too many potential replacements${suffix}`, tooMany);
  const replaced = graph.withDescendants(conflicts);
  const unconfirmed = findNewUnconfirmed(tx, replaced, graph);
  if (unconfirmed !== undefined) {
    return reject('mempool-policy', 'replacement-adds-unconfirmed' + suffix, unconfirmed);
  }
  const unpaid = findUnpaidReplacement(feesOf(replaced), by, policy.incrementalRelayFeeSatsPerKvb);
  return unpaid === undefined ? replaced : reject('reconsiderable', `insufficient fee${suffix}`, unpaid);
}

export function feesOf(entries: readonly PoolEntry[]): bigint {
  return entries.reduce((sum, { modifiedFeeSats }) => sum + modifiedFeeSats, 0n);
}

/** What left, in one list. */
export function allRemoved(acceptances: Iterable<PoolAcceptance | undefined>): RemovedEntry[] {
  const removed: RemovedEntry[] = [];
  for (const acceptance of acceptances) {
    if (acceptance === undefined || acceptance.status === 'known') continue;
    removed.push(...(acceptance.removed ?? []));
  }
  return removed;
}
