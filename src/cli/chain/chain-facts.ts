import type { ChainState } from '../../chain/chain-state.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { blockHashToHex } from '../../primitives/hash.ts';

/** The active chain, as the documents of `vigil chain` tell it. */
export interface ChainFacts {
  readonly height: number;
  /** As explorers show it. */
  readonly hash: string;
  /** The tip's own time, in seconds since 1970. */
  readonly time: number;
  readonly medianTimePast: number;
  /** Expected hashes from the first block to the tip, as 64 hex digits. */
  readonly chainwork: string;
  readonly transactions: number;
  /** Height of the best header, checked or not. */
  readonly headersHeight: number;
}

/** Sums up the active chain. */
export function chainFacts(chain: ChainState): ChainFacts {
  const { tree, index, active } = chain;
  const { tip } = active;
  return {
    height: active.height,
    hash: blockHashToHex(tree.hashOf(tip)),
    time: tree.timeOf(tip),
    medianTimePast: tree.medianTimePast(tip),
    chainwork: tree.chainworkOf(tip).toString(16).padStart(64, '0'),
    transactions: index.chainTransactionsOf(tip),
    headersHeight: tree.heightOf(tree.tipIndex()),
  };
}

/** Lays out the active chain for the terminal. */
export function chainFactsText(facts: ChainFacts): string {
  const behind = facts.headersHeight > facts.height ? ` of ${facts.headersHeight}` : '';
  const utc = `${new Date(facts.time * 1000).toISOString().slice(0, 19)}Z`;
  return `tip           ${facts.height}${behind}  ${facts.hash}  ${utc}\ntransactions  ${formatCount(facts.transactions)}\n`;
}
