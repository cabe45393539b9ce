import { assert } from '../bytes/assert.ts';
import type { ChainState } from '../chain/chain-state.ts';
import { isBuriedActive } from '../consensus/deployment.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT } from '../consensus/limits.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { nextBits } from '../consensus/retarget.ts';
import { blockSubsidy } from '../consensus/subsidy.ts';
import type { VersionBits } from '../consensus/version-bits.ts';
import { DEFAULT_BLOCK_MIN_TX_FEE } from '../mempool/policy/policy-limits.ts';
import { countSigOps } from '../primitives/script/script-facts.ts';
import { WITNESS_SCALE_FACTOR } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { BlockTemplate, TemplateTransaction } from './block-template.ts';
import { blockTimeAfter } from './block-time.ts';
import { coinbaseFor, commitmentScriptFor } from './coinbase.ts';
import { selectPackages } from './package-selection.ts';
import type { SelectedPool, Selection } from './package-selection.ts';

/** Heaviest block that is made, in weight units. Source: Bitcoin Core's `DEFAULT_BLOCK_MAX_WEIGHT`. */
export const DEFAULT_BLOCK_MAX_WEIGHT: number = MAX_BLOCK_WEIGHT - 4000;

/** What is kept free for header and coinbase. Source: Bitcoin Core's `BlockCreateOptions`. */
export const DEFAULT_COINBASE_WEIGHT = 4000;
export const DEFAULT_COINBASE_SIGOP_COST = 400;

/** How a block is filled; each has Core's default. */
export interface AssemblyOptions {
  /** Heaviest block (`-blockmaxweight`), in weight units: brought into the range that Core allows. */
  readonly maxWeightWu?: number;
  /** Least fee rate of a package (`-blockmintxfee`): satoshis for 1,000 virtual bytes. */
  readonly minFeeRateSatsPerKvb?: bigint;
  /** Kept free for header and coinbase, in weight units. */
  readonly coinbaseWeightWu?: number;
  readonly coinbaseSigOpCost?: number;
  /** The version of the block, whatever deployments say (`-blockversion`, regtest only). */
  readonly version?: number;
}

/** What a block is made from. */
export interface AssemblyInput {
  readonly params: NetworkParams;
  /** Its tip is built on. */
  readonly chain: Pick<ChainState, 'tree' | 'active'>;
  /** Of the same tree; kept by the caller, since it remembers what is slow to find. */
  readonly versionBits: Pick<VersionBits, 'blockVersionAfter'>;
  /** Where transactions come from; none if left out. */
  readonly pool?: SelectedPool | undefined;
  /** What the subsidy and the fees are paid to. */
  readonly coinbaseScript: Uint8Array;
  readonly nowSec: number;
  readonly options?: AssemblyOptions;
}

/**
 * Makes the block that comes after the tip, but for its nonce: transactions of the mempool by what they pay with their
 * ancestors, a coinbase, time, bits and version.
 *
 * Source: Bitcoin Core's `BlockAssembler::CreateNewBlock`. Whether the block is valid is not checked: `checkNextBlock` does.
 */
export function assembleBlock(input: AssemblyInput): BlockTemplate {
  const { height, lockTimeCutoffSec } = nextBlockOf(input);
  const { pool, options = {} } = input;
  const reservedWeightWu = options.coinbaseWeightWu ?? DEFAULT_COINBASE_WEIGHT;
  const reservedSigOpCost = options.coinbaseSigOpCost ?? DEFAULT_COINBASE_SIGOP_COST;
  assert(reservedWeightWu <= DEFAULT_BLOCK_MAX_WEIGHT, 'the coinbase leaves room');
  assert(reservedSigOpCost <= MAX_BLOCK_SIGOPS_COST, 'the coinbase leaves room');
  const maxWeightWu = options.maxWeightWu ?? DEFAULT_BLOCK_MAX_WEIGHT;
  const limits = {
    height,
    lockTimeCutoffSec,
    maxWeightWu: Math.min(Math.max(maxWeightWu, reservedWeightWu), DEFAULT_BLOCK_MAX_WEIGHT),
    reservedWeightWu,
    reservedSigOpCost,
    minFeeRateSatsPerKvb: options.minFeeRateSatsPerKvb ?? DEFAULT_BLOCK_MIN_TX_FEE,
  };
  const selection: Selection =
    pool === undefined
      ? { entries: [], weightWu: reservedWeightWu, sigOpCost: reservedSigOpCost }
      : selectPackages(pool, limits);
  return templateOf(input, {
    transactions: selection.entries.map(({ tx, txid, wtxid, feeSats, sigOpCost }) => {
      return { tx, txid, wtxid, feeSats, sigOpCost };
    }),
    weightWu: selection.weightWu,
    sigOpCost: selection.sigOpCost,
  });
}

/**
 * Makes the block that comes after the tip with just these transactions, whose fees nobody takes.
 *
 * Source: Bitcoin Core's `generateblock`, for tests. Whether they are valid, fit and are in order is the caller's to check.
 *
 * @param transactions Each after those that it spends.
 */
export function assembleBlockOf(
  transactions: readonly Transaction[],
  input: Omit<AssemblyInput, 'pool'>,
): BlockTemplate {
  const weightWu = transactions.reduce((sum, { weight }) => sum + weight, DEFAULT_COINBASE_WEIGHT);
  const listed = transactions.map((tx) => ({ tx, txid: tx.txid, wtxid: tx.wtxid, feeSats: 0n, sigOpCost: 0 }));
  return templateOf(input, { transactions: listed, weightWu, sigOpCost: DEFAULT_COINBASE_SIGOP_COST });
}

function nextBlockOf({ chain }: Pick<AssemblyInput, 'chain'>): {
  readonly prev: number;
  readonly height: number;
  readonly lockTimeCutoffSec: number;
} {
  const prev = chain.active.tip;
  assert(prev >= 0, 'there is a block to build on');
  return { prev, height: chain.active.height + 1, lockTimeCutoffSec: chain.tree.medianTimePast(prev) };
}

function templateOf(
  input: Omit<AssemblyInput, 'pool'>,
  contents: {
    readonly transactions: readonly TemplateTransaction[];
    readonly weightWu: number;
    readonly sigOpCost: number;
  },
): BlockTemplate {
  const { params, chain, versionBits, coinbaseScript, nowSec, options = {} } = input;
  const { tree } = chain;
  const { prev, height, lockTimeCutoffSec } = nextBlockOf(input);
  const timeSec = blockTimeAfter(params, tree, { prev, nowSec });
  const bits = nextBits(params, tree, { prev, timeSec });
  assert(bits !== undefined, 'a chain knows all its headers');
  const { transactions, weightWu, sigOpCost } = contents;
  const feesSats = transactions.reduce((sum, { feeSats }) => sum + feeSats, 0n);
  const isSegwitActive = isBuriedActive(params, 'segwit', height);
  const commitmentScript = commitmentScriptFor(transactions.map(({ wtxid }) => wtxid));
  const coinbase = coinbaseFor({
    height,
    valueSats: blockSubsidy(params, height) + feesSats,
    scriptPubKey: coinbaseScript,
    commitmentScript,
    hasWitness: isSegwitActive,
  });
  return {
    height,
    prev,
    prevHash: tree.hashOf(prev),
    version: options.version ?? versionBits.blockVersionAfter(prev),
    bits,
    timeSec,
    minTimeSec: lockTimeCutoffSec + 1,
    coinbase,
    coinbaseSigOpCost: WITNESS_SCALE_FACTOR * coinbaseSigOps(coinbaseScript),
    transactions,
    feesSats,
    commitmentScript,
    isSegwitActive,
    weightWu,
    sigOpCost,
  };
}

/** Signature operations of a coinbase: those of what it pays to, as its other scripts have none. */
function coinbaseSigOps(coinbaseScript: Uint8Array): number {
  return countSigOps(coinbaseScript, { accurate: false });
}
