import { networkParams } from '../../src/consensus/params.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import { BlockAssembler } from './block-assembler.ts';
import { BlockPlanner } from './block-planner.ts';
import type { BlockPlan } from './block-planner.ts';
import { ChainFacts } from './chain-facts.ts';
import { KeyPool } from './key-pool.ts';
import { SeededRandom } from './random.ts';
import { SigningPool } from './signing-pool.ts';

/** Blocks with nothing but a coinbase, at the beginning: a hundred of them can be spent by the block after. */
const EMPTY_BLOCKS = 200;
const COINBASES = 100;

/** Coins that one block may make: under a weight of 4 million. */
const MOST_FAN_OUT = 25_000;

/** What a chain is made from. */
export interface ChainOptions {
  readonly seed: number;
  /** Blocks of mainnet's mix, on top of those that make the coins for them. */
  readonly blocks: number;
  /** Transactions of such a block, on average: each has four to six fifths of it. */
  readonly transactions: number;
  /** Coins that there are at least before the first of them. */
  readonly coins: number;
  readonly keys: number;
  /**
   * Blocks without transactions at the end: scripts are assumed to be valid only below more than two weeks of work (2,016 blocks).
   */
  readonly emptyBlocks: number;
  /** Threads that sign, beside this one. No matter how many: the chain is the same. */
  readonly threads: number;
  readonly signer?: 'best' | 'npm' | undefined;
}

/** One block, in the chain's order. */
export interface GeneratedBlock {
  readonly height: number;
  readonly bytes: Uint8Array;
  readonly hash: BlockHash;
  /** Whether it is one of those with mainnet's mix. */
  readonly isMixed: boolean;
  /** Of the blocks with the mix so far. */
  readonly facts: ChainFacts;
  readonly coinCount: number;
}

/** How many blocks come before those with mainnet's mix. */
export function leadingBlocks(coins: number): number {
  return EMPTY_BLOCKS + Math.ceil(coins / MOST_FAN_OUT);
}

/**
 * Makes a regtest chain that looks as mainnet does today, one block after the other, from the one above the first block.
 *
 * Memory is bounded by the coins that can be spent. While a block is signed, the next one is planned.
 */
export async function* generateChain(options: ChainOptions): AsyncGenerator<GeneratedBlock, void> {
  const { seed, threads, signer } = options;
  const keys = new KeyPool({ seed, size: options.keys });
  const pool = new SigningPool({ secrets: keys.secrets, threads, provider: signer });
  const facts = new ChainFacts();
  const planner = new BlockPlanner({ seed }, { keys, signer: pool.signer, facts });
  const assembler = new BlockAssembler({ params: networkParams('regtest'), keys });
  const leading = leadingBlocks(options.coins);
  const lastMixed = leading + options.blocks;
  const finish = (plan: BlockPlan): GeneratedBlock => {
    const { bytes, hash, weightWu, reward } = assembler.assemble(plan);
    const { height } = plan;
    planner.addCoinbase(reward);
    const isMixed = height > leading && height <= lastMixed;
    if (isMixed) {
      facts.blocks++;
      facts.sizeBytes += bytes.length;
      facts.weightWu += weightWu;
    }
    return { height, bytes, hash, isMixed, facts, coinCount: planner.coinCount };
  };
  try {
    let previous: { readonly plan: BlockPlan; readonly signed: Promise<void> } | undefined;
    for (const plan of plansOf(planner, options)) {
      await previous?.signed;
      const next = { plan, signed: pool.sign(plan.batch) };
      if (previous !== undefined) yield finish(previous.plan);
      previous = next;
    }
    await previous?.signed;
    if (previous !== undefined) yield finish(previous.plan);
  } finally {
    await pool.close();
  }
}

function* plansOf(planner: BlockPlanner, options: ChainOptions): Generator<BlockPlan, void> {
  const { coins, blocks, transactions, emptyBlocks, seed } = options;
  const sizes = new SeededRandom(seed ^ 0x5eed);
  for (let height = 1; height <= EMPTY_BLOCKS; height++) yield planner.planEmpty(height);
  const leading = leadingBlocks(coins);
  const fanOuts = leading - EMPTY_BLOCKS;
  const coinbases = Math.max(1, Math.floor(COINBASES / fanOuts));
  const outputs = Math.ceil(coins / fanOuts / coinbases);
  for (let height = EMPTY_BLOCKS + 1; height <= leading; height++)
    yield planner.planFanOut(height, { coinbases, outputs });
  for (let i = 1; i <= blocks; i++) {
    const spread = Math.floor(transactions / 5);
    yield planner.planMixed(leading + i, transactions - spread + sizes.below(2 * spread + 1));
  }
  const end = leading + blocks + emptyBlocks;
  for (let height = leading + blocks + 1; height <= end; height++) yield planner.planEmpty(height);
}
