import type { Transaction } from '../../primitives/transaction.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { rateFromFee, rateToText } from '../policy/fee-rate.ts';
import type { PoolState } from '../pool-state.ts';
import type { PoolAcceptance, RemovedEntry } from '../transaction-pool.ts';
import { addToPool, checkMaxFeeRate, effectiveFeeRate, feesOf } from './accept-transaction.ts';
import type { AcceptanceContext } from './accept-transaction.ts';
import { findWorseDiagram } from './feerate-diagram.ts';
import { checkWellFormed } from './package-rules.ts';
import { checkFeeRate, preCheck } from './pre-checks.ts';
import { reject } from './reject.ts';
import { findTooManyReplaced, findUnpaidReplacement } from './replacement-policy.ts';
import { checkConsensusScripts, checkPolicyScripts } from './script-checks.ts';
import { checkPackageTruc } from './truc-policy.ts';
import { newWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** What became of transactions that were taken together: all of them, or none. */
export interface SeveralAcceptance {
  readonly reject: MempoolReject | undefined;
  /** In their order; `undefined` where nothing is known of one. */
  readonly acceptances: (PoolAcceptance | undefined)[];
}

/** What is said of a package one of whose transactions fails. Source: Bitcoin Core's `PCKG_TX`. */
export const TRANSACTION_FAILED: MempoolReject = reject('unknown', 'transaction failed');

/** Takes several transactions at once, parents before children. Source: Bitcoin Core's `AcceptMultipleTransactions`. */
export function acceptSeveral(
  state: PoolState,
  transactions: readonly Transaction[],
  context: AcceptanceContext,
): SeveralAcceptance {
  const { rules, coins } = context;
  const malformed = checkWellFormed(transactions);
  if (malformed !== undefined) return { reject: malformed, acceptances: transactions.map(() => undefined) };
  const acceptances: (PoolAcceptance | undefined)[] = transactions.map(() => undefined);
  const workspaces = transactions.map(newWorkspace);
  const fail = (index: number, why: MempoolReject): SeveralAcceptance => {
    acceptances[index] = { status: 'rejected', reject: why };
    return { reject: TRANSACTION_FAILED, acceptances };
  };
  for (const [index, ws] of workspaces.entries()) {
    const early = preCheck(state, ws, context) ?? checkMaxFeeRate(ws, rules);
    if (early !== undefined) return fail(index, early);
    coins.addOutputsOf(ws.tx, ws.txidKey);
  }
  for (const { tx, entry, ancestors } of workspaces) {
    const violation = checkPackageTruc(tx, transactions, { vsize: entry!.vsize, ancestors });
    if (violation !== undefined) return { reject: reject('mempool-policy', 'TRUC-violation', violation), acceptances };
  }
  const total = totalOf(workspaces);
  const unpaid = rules.usesPackageFeeRate ? checkFeeRate(state, total, rules.nowSec) : undefined;
  if (unpaid !== undefined) return fail(workspaces.length - 1, unpaid);
  const replaced = transactions.length > 1 ? checkPackage(state, workspaces) : [];
  if ('code' in replaced) return { reject: replaced, acceptances };
  for (const [index, ws] of workspaces.entries()) {
    const failed = checkPolicyScripts(state, ws);
    if (failed !== undefined) return fail(index, failed);
    if (!rules.testOnly) continue;
    const effective = effectiveFeeRate(rules.usesPackageFeeRate ? workspaces : [ws]);
    acceptances[index] = { status: 'accepted', entry: ws.entry!, removed: [], effective };
  }
  return rules.testOnly ? { reject: undefined, acceptances } : submit(state, workspaces, replaced);
}

/**
 * Puts transactions that have passed all checks into the mempool, one after the other: so that each finds what it spends.
 *
 * Source: Bitcoin Core's `SubmitPackage`.
 */
function submit(state: PoolState, workspaces: readonly Workspace[], replaced: readonly PoolEntry[]): SeveralAcceptance {
  const effective = effectiveFeeRate(workspaces);
  const acceptances: PoolAcceptance[] = [];
  let removed: RemovedEntry[] = [];
  let failure: MempoolReject | undefined;
  for (const ws of workspaces) {
    const failed = failure ?? checkConsensusScripts(state, ws) ?? findFamily(state, ws);
    if (failed !== undefined) {
      failure = failed;
      acceptances.push({ status: 'rejected', reject: failed });
      continue;
    }
    if (acceptances.length === 0) removed = state.remove(replaced, 'replaced');
    acceptances.push({ status: 'accepted', entry: addToPool(state, ws), removed, effective });
    removed = [];
  }
  return { reject: failure === undefined ? undefined : TRANSACTION_FAILED, acceptances };
}

/** Parents and ancestors anew: those of the package are in the mempool by now. They were counted before. */
function findFamily(state: PoolState, ws: Workspace): MempoolReject | undefined {
  ws.parents = state.graph.parentsOf(ws.tx);
  const newcomer = { count: 1, vsize: ws.entry!.vsize };
  const ancestors = state.graph.ancestorsWithin(ws.parents, newcomer, state.limits);
  if ('tooLarge' in ancestors) return reject('mempool-policy', 'too-long-mempool-chain', ancestors.tooLarge);
  ws.ancestors = ancestors;
  return undefined;
}

function totalOf(workspaces: readonly Workspace[]): { readonly feeSats: bigint; readonly vsize: number } {
  const entries = workspaces.map(({ entry }) => entry!);
  return { feeSats: feesOf(entries), vsize: entries.reduce((sum, { vsize }) => sum + vsize, 0) };
}

/**
 * Checks limits on families for a package as if all of it were one transaction, and replacement by it.
 *
 * Source: Bitcoin Core's `PackageMempoolChecks`.
 *
 * @returns What it replaces.
 */
function checkPackage(state: PoolState, workspaces: readonly Workspace[]): PoolEntry[] | MempoolReject {
  const tooLarge = findPackageTooLarge(state, workspaces);
  if (tooLarge !== undefined) return reject('mempool-policy', 'package-mempool-limits', tooLarge);
  if (workspaces.every(({ conflicts }) => conflicts.length === 0)) return [];
  const [parent, child, ...more] = workspaces;
  if (parent === undefined || child === undefined || more.length > 0) {
    return replacementFails('package must be 1-parent-1-child');
  }
  if (parent.ancestors.length + child.ancestors.length > 0) {
    return replacementFails('new transaction cannot have mempool ancestors');
  }
  return checkPackageReplacement(state, parent, child);
}

/** Source: Bitcoin Core's `CheckPackageLimits`. */
function findPackageTooLarge({ graph, limits }: PoolState, workspaces: readonly Workspace[]): string | undefined {
  const [count, { vsize }] = [workspaces.length, totalOf(workspaces)];
  const [counted, sized] = [`package count ${count}`, `package size ${vsize}`];
  if (count > limits.ancestorCount) return exceeds(counted, 'ancestor count', limits.ancestorCount);
  if (count > limits.descendantCount) return exceeds(counted, 'descendant count', limits.descendantCount);
  if (vsize > limits.ancestorVsize) return exceeds(sized, 'ancestor size', limits.ancestorVsize);
  if (vsize > limits.descendantVsize) return exceeds(sized, 'descendant size', limits.descendantVsize);
  const parents = [...new Set(workspaces.flatMap((ws) => ws.parents))];
  if (parents.length > 0 && parents.length + count > limits.ancestorCount) {
    return `too many unconfirmed parents [limit: ${limits.ancestorCount}]`;
  }
  const ancestors = graph.ancestorsWithin(parents, { count, vsize }, limits);
  // Not all of the package need be descendants of all that.
  return 'tooLarge' in ancestors ? `possibly ${ancestors.tooLarge}` : undefined;
}

function exceeds(what: string, limit: string, value: number): string {
  return `${what} exceeds ${limit} limit [limit: ${value}]`;
}

/** Replacement by a parent and a child that pay together. */
function checkPackageReplacement(state: PoolState, parent: Workspace, child: Workspace): PoolEntry[] | MempoolReject {
  const { txid } = child.tx;
  const conflicts = [...new Set([...parent.conflicts, ...child.conflicts])];
  const tooMany = findTooManyReplaced(conflicts, txid);
  if (tooMany !== undefined) return replacementFails('too many potential replacements', tooMany);
  const replaced = state.graph.withDescendants(conflicts);
  const total = totalOf([parent, child]);
  const rate = state.policy.incrementalRelayFeeSatsPerKvb;
  const unpaid = findUnpaidReplacement(feesOf(replaced), { txid, ...total }, rate);
  if (unpaid !== undefined) return replacementFails('insufficient anti-DoS fees', unpaid);
  // A child that only pays for relay, and not for its parent, is no reason to take both.
  const [packageRate, parentRate] = [
    rateFromFee(total.feeSats, total.vsize),
    rateFromFee(parent.entry!.modifiedFeeSats, parent.entry!.vsize),
  ];
  if (packageRate <= parentRate) {
    const rates = `package feerate ${rateToText(packageRate)} <= parent feerate is ${rateToText(parentRate)}`;
    return replacementFails('package feerate is less than or equal to parent feerate', rates);
  }
  const worse = findWorseDiagram(conflicts, replaced, total);
  return worse === undefined ? replaced : replacementFails(worse);
}

function replacementFails(why: string, details: string = ''): MempoolReject {
  return reject('mempool-policy', `package RBF failed: ${why}`, details);
}
