import { txidToHex } from '../../primitives/hash.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import type { FamilyLimits, FamilyTooLarge } from '../graph/transaction-graph.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { EXTRA_DESCENDANT_TX_SIZE_LIMIT, TRUC_VERSION } from '../policy/policy-limits.ts';
import type { PoolState } from '../pool-state.ts';
import { reject } from './reject.ts';
import { checkTruc } from './truc-policy.ts';
import type { AcceptanceRules, Workspace } from './workspace.ts';

/**
 * Checks how a transaction hangs together with what is in the mempool: limits on its ancestors and their descendants, BIP431,
 * and that it spends nothing that it would replace.
 *
 * Source: Bitcoin Core's `MemPoolAccept::PreChecks`, its last part.
 */
export function checkFamily(state: PoolState, ws: Workspace, rules: AcceptanceRules): MempoolReject | undefined {
  const entry = ws.entry!;
  ws.parents = state.graph.parentsOf(ws.tx);
  const ancestors = findAncestors(state, ws, rules);
  if ('tooLarge' in ancestors) return reject('mempool-policy', 'too-long-mempool-chain', ancestors.tooLarge);
  ws.ancestors = ancestors;
  const violation = checkTruc(ws.tx, { vsize: entry.vsize, ancestors, conflicts: ws.conflicts });
  if (violation !== undefined) {
    const { sibling, details } = violation;
    if (!rules.allowsSiblingEviction || sibling === undefined) {
      return reject('mempool-policy', 'TRUC-violation', details);
    }
    ws.conflicts.push(sibling);
    ws.isSiblingEviction = true;
  }
  return checkDisjoint(ws);
}

function findAncestors(state: PoolState, ws: Workspace, rules: AcceptanceRules): PoolEntry[] | FamilyTooLarge {
  const { graph } = state;
  const { parents, conflicts } = ws;
  const { vsize, tx } = ws.entry!;
  const newcomer = { count: 1, vsize };
  const limits = easedLimits(state.limits, conflicts, rules);
  const found = graph.ancestorsWithin(parents, newcomer, limits);
  if (!('tooLarge' in found) || !rules.allowsCarveOuts) return found;
  // CPFP carve-out: one small child more, of a parent alone, so that in a contract of two each can bump the fee.
  if (vsize > EXTRA_DESCENDANT_TX_SIZE_LIMIT || tx.version === TRUC_VERSION) return found;
  const carvedOut = graph.ancestorsWithin(parents, newcomer, {
    ancestorCount: 2,
    ancestorVsize: limits.ancestorVsize,
    descendantCount: limits.descendantCount + 1,
    descendantVsize: limits.descendantVsize + EXTRA_DESCENDANT_TX_SIZE_LIMIT,
  });
  // The first message tells more.
  return 'tooLarge' in carvedOut ? found : carvedOut;
}

/** What replaces one other transaction takes its place: its parents' descendants do not become more. */
function easedLimits(limits: FamilyLimits, conflicts: readonly PoolEntry[], rules: AcceptanceRules): FamilyLimits {
  const [conflict, ...more] = conflicts;
  if (conflict === undefined || more.length > 0 || !rules.allowsCarveOuts) return limits;
  return {
    ...limits,
    descendantCount: limits.descendantCount + 1,
    descendantVsize: limits.descendantVsize + conflict.descendantVsize,
  };
}

/** Source: Bitcoin Core's `EntriesAndTxidsDisjoint`. */
function checkDisjoint({ tx, ancestors, conflicts }: Workspace): MempoolReject | undefined {
  const both = ancestors.find((ancestor) => conflicts.includes(ancestor));
  if (both === undefined) return undefined;
  const details = `${txidToHex(tx.txid)} spends conflicting transaction ${txidToHex(both.txid)}`;
  return reject('consensus', 'bad-txns-spends-conflicting-tx', details);
}
