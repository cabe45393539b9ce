import { networkParams } from '../../src/consensus/params.ts';
import { coinbaseScenarios, halvingScenarios } from './coinbase-scenarios.ts';
import { headerScenarios, timewarpScenarios } from './header-scenarios.ts';
import { limitScenarios } from './limit-scenarios.ts';
import { lockTimeScenarios } from './lock-time-scenarios.ts';
import { reorgScenarios } from './reorg-scenarios.ts';
import { ScenarioBuilder } from './scenario-builder.ts';
import type { ScenarioList } from './scenario.ts';
import { scriptScenarios } from './script-scenarios.ts';
import { spendingScenarios } from './spending-scenarios.ts';
import { structureScenarios } from './structure-scenarios.ts';
import { witnessScenarios } from './witness-scenarios.ts';

/**
 * Every rule of blocks, from both sides, on regtest. The same bytes each time.
 *
 * Learned from Bitcoin Core's `feature_block.py` and btcd's `fullblocktests`.
 */
export function regtestScenarios(): ScenarioList {
  const b = new ScenarioBuilder(networkParams('regtest'));
  b.mineBase();
  headerScenarios(b);
  structureScenarios(b);
  timewarpScenarios(b);
  halvingScenarios(b);
  spendingScenarios(b);
  lockTimeScenarios(b);
  limitScenarios(b);
  witnessScenarios(b);
  scriptScenarios(b);
  coinbaseScenarios(b);
  reorgScenarios(b);
  return b.finish('regtest', []);
}
