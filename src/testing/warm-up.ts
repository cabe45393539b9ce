import type { NetworkParams } from '../consensus/params.ts';
import { ANYONE_CAN_SPEND } from '../lab/anyone-can-spend.ts';
import { LabNetwork } from '../lab/lab-network.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';

/** After so many, V8 has compiled what every block runs and optimized the hottest of it; more gains little (`bench/regtest.ts`). */
const WARM_UP_BLOCKS = 48;

/** When it happens, as far as the node knows: any time does. */
const START_MS = Date.UTC(2026, 0, 1);

/**
 * Has a node that nobody sees mine some blocks, so that code is compiled when the module is loaded, and not in the first test
 * that happens to use a node: a test's time limit is then for the test.
 *
 * It saves no time of a process that mines: what it takes, the first blocks would.
 */
export function warmUp(params: NetworkParams, secp256k1: Secp256k1): void {
  const lab = new LabNetwork({ seed: 1, startMs: START_MS, params, secp256k1 });
  const index = lab.add();
  for (let i = 0; i < WARM_UP_BLOCKS; i++) lab.mine(index, ANYONE_CAN_SPEND);
}
