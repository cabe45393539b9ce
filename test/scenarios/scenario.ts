import type { NetworkParams } from '../../src/consensus/params.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';

/** What a node has to make of a block that it is given. */
export type Verdict =
  /** It is the new tip. */
  | { readonly is: 'tip' }
  /** It is kept and is not the tip: a branch with no more work, or one with a block that fails. */
  | { readonly is: 'side' }
  /** It was there already. */
  | { readonly is: 'known' }
  /** It was there already, and has failed. */
  | { readonly is: 'known-failed' }
  /** The block before it is not known. */
  | { readonly is: 'orphan' }
  /** The bytes are no block. */
  | { readonly is: 'undecodable' }
  /** It breaks a rule. `reason` is Bitcoin Core's reject reason to the letter. */
  | { readonly is: 'rejected'; readonly reason: string };

/** One block, in its order, and what has to come of it. */
export interface Scenario {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: Verdict;
  /** Hash of the tip after it, in wire order, and its name. */
  readonly tip: BlockHash;
  readonly tipName: string;
  /** The time, in seconds since 1970, at which the block is given. It never runs back. */
  readonly nowSec: number;
  /**
   * How Bitcoin Core's RPC can be asked: `submitblock` does not take blocks without a coinbase, and adds a witness to a coinbase
   * that lacks one; `getblocktemplate` in its proposal mode takes them as they are, keeps nothing, and asks for no work.
   */
  readonly coreCall: 'submitblock' | 'proposal';
}

/** Blocks to be given to a node one after the other, from an empty chain on. */
export interface ScenarioList {
  readonly name: string;
  readonly params: NetworkParams;
  /** What `bitcoind` has to be started with for these parameters, beside `-regtest`. */
  readonly coreOptions: readonly string[];
  readonly scenarios: readonly Scenario[];
}

/** Says a verdict in one line. */
export function verdictText(verdict: Verdict): string {
  return verdict.is === 'rejected' ? `rejected: ${verdict.reason}` : verdict.is;
}
