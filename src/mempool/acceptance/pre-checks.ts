import { checkTransaction, checkTxInputs } from '../../consensus/check-transaction.ts';
import type { Coin } from '../../consensus/coin.ts';
import { evaluateSequenceLocks, isFinalTx } from '../../consensus/lock-time.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../consensus/script/flags.ts';
import { sigOpCost } from '../../consensus/sigops.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { OUT_POINT_BYTES } from '../../primitives/out-point.ts';
import { writeU32Le } from '../../bytes/u32-le.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { outPointKey } from '../graph/out-point-key.ts';
import { newPoolEntry } from '../graph/pool-entry.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { feeFromRate } from '../policy/fee-rate.ts';
import { MAX_STANDARD_TX_SIGOPS_COST, MIN_STANDARD_TX_NONWITNESS_SIZE, TRUC_VERSION } from '../policy/policy-limits.ts';
import { checkStandardInputs } from '../policy/standard-inputs.ts';
import { checkStandardTransaction } from '../policy/standard-transaction.ts';
import { checkStandardWitness } from '../policy/standard-witness.ts';
import { virtualSize } from '../policy/virtual-size.ts';
import type { PoolState } from '../pool-state.ts';
import { checkFamily } from './family-checks.ts';
import { lockPointsAt } from './lock-points.ts';
import type { PoolCoins } from './pool-coins.ts';
import { inputsReject, reject } from './reject.ts';
import { signalsReplaceability } from './replacement-policy.ts';
import type { AcceptanceRules, Workspace } from './workspace.ts';

/**
 * Checks all of a transaction that is cheap to check, which is all but scripts, fees of replacements, and packages: anybody can
 * have us do this for nothing.
 *
 * Source: Bitcoin Core's `MemPoolAccept::PreChecks`, in its order.
 *
 * @returns Why it is refused; or `undefined`, and the workspace holds what was found out.
 */
export function preCheck(
  state: PoolState,
  ws: Workspace,
  context: { readonly rules: AcceptanceRules; readonly coins: PoolCoins },
): MempoolReject | undefined {
  const { rules, coins } = context;
  return (
    checkAlone(state, ws.tx) ??
    checkKnown(state, ws) ??
    findConflicts(state, ws, rules) ??
    findCoins(state, ws, coins) ??
    checkSpending(state, ws, rules) ??
    checkFees(state, ws.entry!, rules) ??
    checkFamily(state, ws, rules)
  );
}

function checkAlone(state: PoolState, tx: Transaction): MempoolReject | undefined {
  const broken = checkTransaction(tx);
  if (broken !== undefined) return reject('consensus', broken.code);
  if (tx.isCoinbase) return reject('consensus', 'coinbase');
  if (state.policy.requireStandard) {
    const unusual = checkStandardTransaction(tx, state.policy);
    if (unusual !== undefined) return unusual;
  }
  // 64 bytes could be an inner node of a merkle tree (CVE-2017-12842); shorter ones are of no use.
  if (tx.strippedSize < MIN_STANDARD_TX_NONWITNESS_SIZE) return reject('not-standard', 'tx-size-small');
  const { height, medianTimePastSec } = state.nextBlock;
  return isFinalTx(tx, height, medianTimePastSec) ? undefined : reject('premature-spend', 'non-final');
}

function checkKnown({ graph }: PoolState, { tx, txidKey }: Workspace): MempoolReject | undefined {
  if (graph.byTxid(txidKey) === undefined) return undefined;
  const isSame = graph.byWtxid(hashKey(tx.wtxid)) !== undefined;
  return reject('conflict', isSame ? 'txn-already-in-mempool' : 'txn-same-nonwitness-data-in-mempool');
}

function findConflicts(state: PoolState, ws: Workspace, rules: AcceptanceRules): MempoolReject | undefined {
  const { tx } = ws;
  for (let input = 0; input < tx.inputCount; input++) {
    const conflict = state.graph.spenderOf(outPointKey(tx.bytes, tx.prevoutOffset(input)));
    if (conflict === undefined) continue;
    if (!rules.allowsReplacement) return reject('mempool-policy', 'bip125-replacement-disallowed');
    if (ws.conflicts.includes(conflict)) continue;
    const isReplaceable =
      state.policy.fullRbf || signalsReplaceability(conflict.tx) || conflict.tx.version === TRUC_VERSION;
    if (!isReplaceable) return reject('mempool-policy', 'txn-mempool-conflict');
    ws.conflicts.push(conflict);
  }
  return undefined;
}

function findCoins(state: PoolState, ws: Workspace, coins: PoolCoins): MempoolReject | undefined {
  const { tx } = ws;
  const found: Coin[] = [];
  for (let input = 0; input < tx.inputCount; input++) {
    const coin = coins.coin(tx, input);
    if (coin !== undefined) found.push(coin);
    else if (hasCachedOutput(state, tx)) return reject('conflict', 'txn-already-known');
    else return reject('missing-inputs', 'bad-txns-inputs-missingorspent');
  }
  ws.coins = found;
  return undefined;
}

/** Whether a block has made it, as far as memory tells. */
function hasCachedOutput(state: PoolState, tx: Transaction): boolean {
  const outPoint = new Uint8Array(OUT_POINT_BYTES);
  outPoint.set(tx.txid);
  for (let output = 0; output < tx.outputCount; output++) {
    writeU32Le(outPoint, HASH_BYTES, output);
    if (state.chain.coins.isCached(outPoint, 0)) return true;
  }
  return false;
}

/** Lock times, values, and the forms of inputs and witnesses; makes the entry. */
function checkSpending(state: PoolState, ws: Workspace, rules: AcceptanceRules): MempoolReject | undefined {
  const { tx, coins, txidKey } = ws;
  const { policy, nextBlock } = state;
  const lockPoints = lockPointsAt(state.chain, tx, coins);
  if (!evaluateSequenceLocks(lockPoints, nextBlock.height, nextBlock.medianTimePastSec)) {
    return reject('premature-spend', 'non-BIP68-final');
  }
  const feeSats = checkTxInputs(tx, coins, nextBlock.height);
  if (typeof feeSats !== 'bigint') return inputsReject(feeSats);
  if (policy.requireStandard) {
    const unusual = checkStandardInputs(tx, coins) ?? checkStandardWitness(tx, coins);
    if (unusual !== undefined) return unusual;
  }
  const cost = sigOpCost(tx, { coins, flags: STANDARD_SCRIPT_VERIFY_FLAGS });
  ws.entry = newPoolEntry({
    tx,
    feeSats,
    modifiedFeeSats: feeSats + state.deltaOf(txidKey),
    vsize: virtualSize(tx.weight, cost, policy.bytesPerSigOp),
    sigOpCost: cost,
    timeSec: rules.timeSec,
    height: nextBlock.height - 1,
    // What comes back out of a block is older than any of its children that are here already.
    sequence: rules.bypassesLimits ? 0 : state.sequence,
    spendsCoinbase: coins.some(({ isCoinbase }) => isCoinbase),
    lockPoints,
  });
  return cost > MAX_STANDARD_TX_SIGOPS_COST
    ? reject('not-standard', 'bad-txns-too-many-sigops', cost.toString())
    : undefined;
}

/**
 * A transaction alone pays the least for relay by itself, even in a package, since the child that pays for it may be replaced;
 * but for TRUC, where nothing else can come of it.
 */
function checkFees(state: PoolState, entry: PoolEntry, rules: AcceptanceRules): MempoolReject | undefined {
  if (rules.bypassesLimits) return undefined;
  const { modifiedFeeSats, vsize, tx } = entry;
  const dueSats = feeFromRate(state.policy.minRelayFeeSatsPerKvb, vsize);
  if (tx.version !== TRUC_VERSION && modifiedFeeSats < dueSats) {
    return reject('mempool-policy', 'min relay fee not met', `${modifiedFeeSats} < ${dueSats}`);
  }
  return rules.usesPackageFeeRate ? undefined : checkFeeRate(state, { feeSats: modifiedFeeSats, vsize }, rules.nowSec);
}

/** Checks that a transaction, or a package, pays what the mempool asks for now. Source: Core's `CheckFeeRate`. */
export function checkFeeRate(
  state: PoolState,
  paid: { readonly feeSats: bigint; readonly vsize: number },
  nowSec: number,
): MempoolReject | undefined {
  const { feeSats, vsize } = paid;
  const minimumSats = feeFromRate(state.minFeeRate(nowSec), vsize);
  if (minimumSats > 0n && feeSats < minimumSats) {
    return reject('reconsiderable', 'mempool min fee not met', `${feeSats} < ${minimumSats}`);
  }
  const relaySats = feeFromRate(state.policy.minRelayFeeSatsPerKvb, vsize);
  return feeSats < relaySats
    ? reject('reconsiderable', 'min relay fee not met', `${feeSats} < ${relaySats}`)
    : undefined;
}
