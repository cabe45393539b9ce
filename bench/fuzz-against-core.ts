// Gives sessions of drawn blocks, on many branches and most with something wrong, to a chain of ours and to a bitcoind, and
// tells where they judge otherwise or have other tips.
//
//   npm run bench -- bench/fuzz-against-core.ts -- --bitcoind PATH [--sessions N] [--seed N]
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';

import fc from 'fast-check';

import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { networkParams } from '../src/consensus/params.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { sessionPlan } from '../test/differential/chain-property.ts';
import { SessionBuilder, sessionStart } from '../test/differential/chain-session.ts';
import type { DrawnBlock, SessionStart } from '../test/differential/chain-session.ts';
import { MemoryChain } from '../test/scenarios/memory-chain.ts';
import { verdictText } from '../test/scenarios/scenario.ts';
import type { Verdict } from '../test/scenarios/scenario.ts';
import { benchArguments } from './bench-arguments.ts';
import { Bitcoind } from './bitcoind.ts';
import { submitForVerdict } from './submit-block.ts';

const SCRIPT_FAILED = 'mandatory-script-verify-flag-failed';

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      bitcoind: { type: 'string' },
      sessions: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    },
  });
  if (values.bitcoind === undefined) {
    throw new Error('say where bitcoind 28.1 lies: npm run bench -- bench/fuzz-against-core.ts -- --bitcoind PATH');
  }
  const start = sessionStart();
  // With threads for scripts, Core looks at them after all other rules, as Vigil does; and then does not say which one failed.
  const bitcoind = await Bitcoind.start(values.bitcoind, ['-par=2']);
  try {
    await bitcoind.call('setmocktime', [start.builder.nowSec]);
    for (const { bytes } of start.scenarios) await submitForVerdict(bitcoind, bytes);
    const plans = fc.sample(sessionPlan, { numRuns: Number(values.sessions), seed: Number(values.seed) });
    const total = { blocks: 0, differences: 0 };
    for (const [session, plan] of plans.entries()) {
      await runSession(bitcoind, { start, session, plan, total });
      await goBack(bitcoind, blockHashToHex(start.builder.tip.hash), start.builder.tip.height);
    }
    const { blocks, differences } = total;
    stdout.write(`seed ${values.seed}: ${plans.length} sessions, ${blocks} blocks, ${differences} judged otherwise\n`);
    if (differences > 0) process.exitCode = 1;
  } finally {
    await bitcoind.stop();
  }
}

interface Session {
  readonly start: SessionStart;
  readonly session: number;
  readonly plan: readonly DrawnBlock[];
  readonly total: { blocks: number; differences: number };
}

async function runSession(bitcoind: Bitcoind, { start, session, plan, total }: Session): Promise<void> {
  const secp256k1 = bestSecp256k1();
  const params = networkParams('regtest');
  const scripts = new InPlaceVerifier(secp256k1);
  const chain = new MemoryChain({ params, scripts, secp256k1, remembersScripts: true });
  for (const { bytes, nowSec } of start.scenarios) chain.give(bytes, nowSec);
  const builder = new SessionBuilder(start, session);
  for (const [i, drawn] of plan.entries()) {
    const block = builder.build(drawn, i);
    const ours = chain.give(block.bytes, block.nowSec);
    const theirs = await submitForVerdict(bitcoind, block.bytes);
    builder.judged(block, { isTaken: ours.is === 'tip' || ours.is === 'side', tip: chain.tip });
    const [ourTip, theirTip] = [blockHashToHex(chain.tip), await bitcoind.call('getbestblockhash', [])];
    total.blocks++;
    const isSame = theirs === undefined || coarse(ours) === coarse(theirs);
    if (isSame && ourTip === theirTip) continue;
    total.differences++;
    const tips = ourTip === theirTip ? 'the same tip' : `tip ${ourTip} here, ${String(theirTip)} there`;
    stdout.write(
      `session ${session}, block ${i}: ${verdictText(ours)} here, ${theirs === undefined ? 'nothing' : verdictText(theirs)} there; ${tips}\n`,
    );
    return;
  }
}

/** A verdict as Core gives it when threads check scripts. */
function coarse(verdict: Verdict): string {
  return verdictText(verdict).replace(new RegExp(`${SCRIPT_FAILED}.*`), 'block-validation-failed');
}

/** Undoes all that was built on the start, branch after branch, so that the next session begins there. */
async function goBack(bitcoind: Bitcoind, hash: string, height: number): Promise<void> {
  while ((await bitcoind.call('getbestblockhash', [])) !== hash) {
    const child = await bitcoind.call('getblockhash', [height + 1]);
    await bitcoind.call('invalidateblock', [child]);
  }
}

await main();
