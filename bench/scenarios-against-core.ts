// Gives the block scenarios of the tests to a bitcoind, and tells where it judges otherwise. It is started on regtest with an
// empty data directory of its own, without peers, and stopped at the end.
//
//   npm run bench -- bench/scenarios-against-core.ts -- --bitcoind PATH [--keep-going]
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { bytesToHex } from '../src/bytes/hex.ts';
import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { MemoryChain } from '../test/scenarios/memory-chain.ts';
import { scenarioLists } from '../test/scenarios/scenario-lists.ts';
import { verdictText } from '../test/scenarios/scenario.ts';
import type { Scenario, ScenarioList } from '../test/scenarios/scenario.ts';
import { benchArguments } from './bench-arguments.ts';
import { Bitcoind } from './bitcoind.ts';
import { submitForVerdict } from './submit-block.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: { bitcoind: { type: 'string' }, 'keep-going': { type: 'boolean' } },
  });
  if (values.bitcoind === undefined) {
    throw new Error(
      'say where bitcoind 28.1 lies: npm run bench -- bench/scenarios-against-core.ts -- --bitcoind PATH',
    );
  }
  let differences = 0;
  for (const list of scenarioLists()) {
    differences += await compare(list, values.bitcoind, values['keep-going'] ?? false);
  }
  if (differences > 0) process.exitCode = 1;
}

async function compare(list: ScenarioList, path: string, keepGoing: boolean): Promise<number> {
  // With threads for scripts, Core does not say which one failed.
  const bitcoind = await Bitcoind.start(path, ['-par=1', ...list.coreOptions]);
  const names = new Map(list.scenarios.map(({ tip, tipName }) => [blockHashToHex(tip), tipName]));
  let differences = 0;
  try {
    for (const scenario of list.scenarios) {
      const [verdict, tip] = await judge(bitcoind, scenario);
      const expected = verdictText(scenario.expected);
      if (verdict === expected && tip === blockHashToHex(scenario.tip)) continue;
      differences++;
      stdout.write(
        `${list.name}: ${scenario.name}: expected ${expected} with tip ${scenario.tipName}, bitcoind says ${verdict} with tip ${names.get(tip) ?? tip}\n`,
      );
      if (!keepGoing) break;
    }
    if (differences === 0) differences += await compareCoins(list, bitcoind);
  } finally {
    await bitcoind.stop();
  }
  const blocks = list.scenarios.length;
  stdout.write(`${list.name}: ${blocks} blocks, ${differences} judged otherwise\n`);
  return differences;
}

/** Gives all to a chain of ours too, and holds the coins at the end against bitcoind's. @returns 1 if they differ, else 0. */
async function compareCoins(list: ScenarioList, bitcoind: Bitcoind): Promise<number> {
  const secp256k1 = bestSecp256k1();
  const scripts = new InPlaceVerifier(secp256k1);
  const chain = new MemoryChain({ params: list.params, scripts, secp256k1, remembersScripts: false });
  for (const { bytes, nowSec } of list.scenarios) chain.give(bytes, nowSec);
  const ours = bytesToHex(chain.coinsHash().toReversed());
  const info = await bitcoind.call('gettxoutsetinfo', ['hash_serialized_3']);
  const { hash_serialized_3: theirs } = info as { readonly hash_serialized_3: string };
  stdout.write(`${list.name}: hash_serialized_3 of the coins at the end: ${ours}, bitcoind's ${theirs}\n`);
  return ours === theirs ? 0 : 1;
}

/** Asks for a verdict and the tip after it. */
async function judge(bitcoind: Bitcoind, scenario: Scenario): Promise<readonly [verdict: string, tip: string]> {
  await bitcoind.call('setmocktime', [scenario.nowSec]);
  const answer = await submitForVerdict(bitcoind, scenario.bytes, scenario.coreCall);
  const verdict = answer === undefined ? 'nothing: it has to be asked by a proposal' : verdictText(answer);
  return [verdict, (await bitcoind.call('getbestblockhash', [])) as string];
}

await main();
