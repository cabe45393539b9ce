import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../consensus/script/flags.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import type { PoolState } from '../pool-state.ts';
import { TransactionScripts } from './transaction-scripts.ts';
import type { Workspace } from './workspace.ts';

/**
 * Runs a transaction's scripts under the flags of relay, unless that was done before: when it was only tested, or is back
 * from a block.
 *
 * Source: Bitcoin Core's `PolicyScriptChecks`.
 */
export function checkPolicyScripts(state: PoolState, ws: Workspace): MempoolReject | undefined {
  const { wtxid } = ws.tx;
  if (state.scriptCache?.has(wtxid, 0, STANDARD_SCRIPT_VERIFY_FLAGS) === true) return undefined;
  const failed = scriptsOf(state, ws).checkStandard();
  if (failed === undefined) state.scriptCache?.add(wtxid, 0, STANDARD_SCRIPT_VERIFY_FLAGS);
  return failed;
}

/**
 * Runs them once more under the flags of the next block, and lets the chain know, so that connecting it does not. Signatures
 * are not verified a second time. Flags of relay only ever ask for more, so a failure would be a bug in one of them, which
 * is not to become one of the chain.
 *
 * Source: Bitcoin Core's `ConsensusScriptChecks`.
 */
export function checkConsensusScripts(state: PoolState, ws: Workspace): MempoolReject | undefined {
  const { wtxid } = ws.tx;
  const { scriptFlags } = state.nextBlock;
  if (state.scriptCache?.has(wtxid, 0, scriptFlags) === true) return undefined;
  const failed = scriptsOf(state, ws).checkBlock(scriptFlags);
  if (failed === undefined) state.scriptCache?.add(wtxid, 0, scriptFlags);
  return failed;
}

function scriptsOf(state: PoolState, ws: Workspace): TransactionScripts {
  ws.scripts ??= new TransactionScripts(ws.tx, ws.coins, state.secp256k1);
  return ws.scripts;
}
