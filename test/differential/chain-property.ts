import assert from 'node:assert/strict';

import fc from 'fast-check';

import { InPlaceVerifier } from '../../src/chain/in-place-verifier.ts';
import { networkParams } from '../../src/consensus/params.ts';
import type { ScriptVerifier } from '../../src/ports/script-verifier.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { MemoryChain } from '../scenarios/memory-chain.ts';
import { verdictText } from '../scenarios/scenario.ts';
import { SessionBuilder, sessionStart } from './chain-session.ts';
import type { DrawnBlock, TransactionPlan } from './chain-session.ts';
import { mutations } from './mutation.ts';

const number = fc.nat(0xffff_ffff);

const transactionPlan: fc.Arbitrary<TransactionPlan> = fc.record({
  coins: fc.array(number, { minLength: 1, maxLength: 3 }),
  outputs: fc.array(number, { minLength: 1, maxLength: 4 }),
  lock: fc.oneof({ weight: 3, arbitrary: fc.constant(4) }, { weight: 1, arbitrary: number }),
  excess: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -500, max: 1 }) },
  ),
});

const drawnBlock: fc.Arbitrary<DrawnBlock> = fc.record({
  back: number,
  txs: fc.array(transactionPlan, { maxLength: 3 }),
  fault: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: number }),
  change: mutations(1).map((drawn) => drawn[0] ?? [0, 0, 0, 0]),
});

/** Blocks of one session: shrunk to fewer when one fails. */
export const BLOCKS_PER_SESSION = 100;

/** The blocks of one session. */
export const sessionPlan: fc.Arbitrary<DrawnBlock[]> = fc.array(drawnBlock, {
  minLength: 1,
  maxLength: BLOCKS_PER_SESSION,
  size: 'max',
});

/** What a chain is run with. */
export interface ChainPaths {
  readonly secp256k1: Secp256k1;
  /** Checks scripts on several threads. */
  readonly pool: ScriptVerifier;
}

/**
 * Draws blocks on many branches, and gives them to two chains: one thread without a cache of scripts, and several threads with
 * one. They must agree on each verdict and tip; at the end on every coin, also with a third chain that saw the best branch only.
 *
 * @param counts Gets the verdicts, if given.
 */
export function chainProperty(paths: ChainPaths, counts?: Map<string, number>): fc.IProperty<[DrawnBlock[]]> {
  const start = sessionStart();
  const begin = (scripts: ScriptVerifier, remembersScripts: boolean): MemoryChain => {
    const params = networkParams('regtest');
    const chain = new MemoryChain({ params, scripts, secp256k1: paths.secp256k1, remembersScripts });
    for (const { bytes, nowSec } of start.scenarios) chain.give(bytes, nowSec);
    return chain;
  };
  return fc.property(sessionPlan, (drawn) => {
    const inPlace = new InPlaceVerifier(paths.secp256k1);
    const [plain, threaded] = [begin(inPlace, false), begin(paths.pool, true)];
    const builder = new SessionBuilder(start);
    drawn.forEach((plan, i) => {
      const block = builder.build(plan, i);
      const { bytes, nowSec } = block;
      const verdict = verdictText(plain.give(bytes, nowSec));
      assert.equal(verdictText(threaded.give(bytes, nowSec)), verdict);
      assert.deepEqual(threaded.tip, plain.tip);
      assert.match(verdict, /^(tip|side|orphan|known|known-failed|undecodable|rejected: [a-z][a-zA-Z0-9() /,_-]+)$/);
      builder.judged(block, { isTaken: verdict === 'tip' || verdict === 'side', tip: plain.tip });
      counts?.set(verdict, (counts.get(verdict) ?? 0) + 1);
    });
    const replayed = begin(inPlace, false);
    for (const block of plain.bestBlocks(start.scenarios.length + 1)) replayed.give(block, 0xffff_ffff);
    assert.deepEqual(replayed.tip, plain.tip, 'the best branch alone has the same tip');
    const coins = plain.coins();
    assert.deepEqual(threaded.coins(), coins);
    assert.deepEqual(replayed.coins(), coins, 'undone branches leave nothing behind');
  });
}
