import { regtestScenarios } from './regtest-scenarios.ts';
import type { ScenarioList } from './scenario.ts';
import { softForkScenarios } from './soft-fork-scenarios.ts';

/** All lists of scenarios; each is for an empty chain of its own. */
export function scenarioLists(): ScenarioList[] {
  return [regtestScenarios(), softForkScenarios()];
}
