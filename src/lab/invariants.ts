import { AssertionError } from '../bytes/assert.ts';
import { bytesToHex } from '../bytes/hex.ts';
import type { CoinStats } from '../chain/coin-stats.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { blockSubsidy } from '../consensus/subsidy.ts';
import type { Node } from '../node/node.ts';
import { blockHashToHex } from '../primitives/hash.ts';

/** What has to hold in every scenario, whatever happens in it. */
export const INVARIANTS = {
  'node-runs': 'no exception comes out of a node',
  'block-accepted': 'no node refuses a block: none is bad',
  'peer-kept': 'no node drops a peer for what it sends, nor for its silence while the network is whole',
  'work-grows': 'the tip of a node never has less work behind it than before',
  'mempool-fits': 'a mempool is what its transactions say, and all of them may be in the next block',
  'keeps-up': 'a node has, a few minutes later, a tip with as much work as any other',
  'one-tip': 'in the end all nodes have one tip',
  'same-coins': 'in the end all nodes have the same coins',
  supply: 'the coins of a node are worth what its blocks have made',
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** An invariant that did not hold, where and when. */
export interface Violation {
  readonly invariant: Invariant;
  /** Index of the node. */
  readonly node: number;
  /** Milliseconds from the beginning. */
  readonly atMs: number;
  /** What was seen in place of what should be. */
  readonly seen: string;
}

/** A node that is looked at. */
export interface WatchedNode {
  readonly index: number;
  readonly node: Node;
}

/** One violation, without its time. */
export type Finding = Omit<Violation, 'atMs'>;

/** Watches that work grows. */
export class WorkWatch {
  readonly #work = new Map<number, bigint>();

  check({ index, node }: WatchedNode): Finding[] {
    const { tree, active } = node.parts.chain;
    const work = tree.chainworkOf(active.tip);
    const before = this.#work.get(index) ?? 0n;
    this.#work.set(index, work);
    if (work >= before) return [];
    return [
      { invariant: 'work-grows', node: index, seen: `work ${work} at height ${active.height}, ${before} before` },
    ];
  }
}

/** Checks a node's mempool. Source: Bitcoin Core's `-checkmempool`. */
export function checkMempoolOf({ index, node }: WatchedNode): Finding[] {
  try {
    node.parts.pool.check();
    return [];
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return [{ invariant: 'mempool-fits', node: index, seen: error.message }];
  }
}

/** Checks that a node has a tip with as much work as was there for some time. */
export function checkKeepsUp({ index, node }: WatchedNode, work: bigint): Finding[] {
  const { tree, active } = node.parts.chain;
  const own = tree.chainworkOf(active.tip);
  if (own >= work) return [];
  return [{ invariant: 'keeps-up', node: index, seen: `work ${own} at height ${active.height}; there is ${work}` }];
}

/** Checks that nodes agree: on the tip that most of them have, and on the coins that most of them have. */
export function checkAgreement(watched: readonly WatchedNode[], coins: ReadonlyMap<number, CoinStats>): Finding[] {
  const tips = watched.map(({ index, node }): [number, string] => {
    const { tree, active } = node.parts.chain;
    return [index, `${blockHashToHex(tree.hashOf(active.tip))} at height ${active.height}`];
  });
  const hashes = watched.map(({ index }): [number, string] => {
    const { outputs, hashSerialized3 } = coins.get(index)!;
    return [index, `${outputs} coins with hash ${bytesToHex(hashSerialized3!.toReversed())}`];
  });
  return [...dissenters('one-tip', tips), ...dissenters('same-coins', hashes)];
}

function dissenters(invariant: Invariant, seenBy: readonly (readonly [number, string])[]): Finding[] {
  const counts = new Map<string, number>();
  for (const [, seen] of seenBy) counts.set(seen, (counts.get(seen) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [''];
  return seenBy
    .filter(([, seen]) => seen !== most)
    .map(([node, seen]) => ({ invariant, node, seen: `${seen}; most have ${most}` }));
}

/** Checks that a node's coins are worth the subsidies of its chain: in the lab, no miner leaves any, and nobody burns any. */
export function checkSupply({ index, node }: WatchedNode, coins: CoinStats, params: NetworkParams): Finding[] {
  let made = 0n;
  // The coins of the first block can't be spent, and are none.
  for (let height = 1; height <= node.parts.chain.active.height; height++) made += blockSubsidy(params, height);
  if (coins.totalAmount === made) return [];
  return [{ invariant: 'supply', node: index, seen: `${coins.totalAmount} satoshis; blocks have made ${made}` }];
}

/** Why an honest node ends connections when all is well. */
const ORDINARY_REASONS: ReadonlySet<string> = new Set([
  'closed by the other side',
  'connected-to-self',
  'feeler-done',
  'addr-fetch-done',
  'addr-fetch-timeout',
  'extra-block-relay-peer',
  'extra-outbound-peer',
  'full',
  'evicted',
]);

/** What silence leads to: of a cut cable, and of nothing else. */
const SILENCE_REASONS: ReadonlySet<string> = new Set([
  'handshake-timeout',
  'ping-timeout',
  'receive-timeout',
  'send-timeout',
  'block-stalling',
  'block-timeout',
  'headers-timeout',
  'chain-outdated',
]);

/** Checks why a node has ended a connection. @param isWhole Whether the network is, and has been for some time. */
export function checkPeerGone(node: number, reason: string, isWhole: boolean): Finding[] {
  if (ORDINARY_REASONS.has(reason) || (!isWhole && SILENCE_REASONS.has(reason))) return [];
  return [{ invariant: 'peer-kept', node, seen: `a peer was dropped: ${reason}` }];
}
