import type { HeaderTree } from '../../chain/header-tree.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { difficultyFromBits } from '../../primitives/work.ts';

/** A block as the documents of `vigil headers` name it. */
export interface BlockFacts {
  readonly height: number;
  /** As explorers show it. */
  readonly hash: string;
  /** The header's own time, in seconds since 1970. */
  readonly time: number;
  /** The compact target, as Core prints it: 8 hex digits. */
  readonly bits: string;
  readonly difficulty: number;
}

/** A chain that ends apart from the best one, as `getchaintips` tells it. */
export interface ForkFacts {
  readonly height: number;
  readonly hash: string;
  /** Blocks from where it leaves the best chain to its end. */
  readonly branchLength: number;
}

/** What can be said of a tree of headers. */
export interface ChainSummary {
  readonly headers: number;
  readonly root: BlockFacts;
  readonly tip: BlockFacts;
  /** Expected hashes from the root to the tip, both included, as 64 hex digits. */
  readonly work: string;
  readonly forks: readonly ForkFacts[];
  /** Checks that an anchor made weaker: how many headers each. */
  readonly unchecked: { readonly retargets: number; readonly medianTimes: number; readonly minDifficultyBits: number };
}

/** Sums up a tree of headers. */
export function chainSummary(tree: HeaderTree): ChainSummary {
  const tip = tree.tipIndex();
  return {
    headers: tree.size,
    root: blockFacts(tree, 0),
    tip: blockFacts(tree, tip),
    work: tree.chainworkOf(tip).toString(16).padStart(64, '0'),
    forks: tree
      .tips()
      .filter(({ status }) => status !== 'active')
      .map(({ index, height, branchLength }) => ({ height, hash: blockHashToHex(tree.hashOf(index)), branchLength })),
    unchecked: tree.unchecked(),
  };
}

function blockFacts(tree: HeaderTree, index: number): BlockFacts {
  const bits = tree.bitsOf(index);
  return {
    height: tree.heightOf(index),
    hash: blockHashToHex(tree.hashOf(index)),
    time: tree.timeOf(index),
    bits: bits.toString(16).padStart(8, '0'),
    difficulty: difficultyFromBits(bits),
  };
}

/** Forks that the text output names; the JSON document has all. */
const MAX_FORKS_SHOWN = 10;

/** Lays out a summary for the terminal. */
export function chainSummaryText(summary: ChainSummary): string {
  const { root, tip, forks } = summary;
  const isAnchored = root.height > 0;
  const lines = [
    `tip      ${tip.height}  ${tip.hash}  ${utc(tip.time)}`,
    ...(isAnchored ? [`from     ${root.height}  ${root.hash}  ${utc(root.time)}`] : []),
    `headers  ${formatCount(summary.headers)}`,
    `work     2^${log2(BigInt(`0x${summary.work}`)).toFixed(2)} hashes${isAnchored ? ` since height ${root.height}` : ''}`,
    `forks    ${forks.length === 0 ? 'none' : formatCount(forks.length)}`,
    ...forks
      .slice(0, MAX_FORKS_SHOWN)
      .map((fork) => `  ${fork.height}  ${fork.hash}  ${inBlocks(fork.branchLength)} long`),
    ...(forks.length > MAX_FORKS_SHOWN ? [`  and ${forks.length - MAX_FORKS_SHOWN} more (--json lists them)`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('') + uncheckedText(summary);
}

/** Says which checks an anchor made weaker; nothing if none. */
function uncheckedText({ unchecked }: ChainSummary): string {
  const parts = [
    unchecked.retargets > 0 && `${formatCount(unchecked.retargets)} retargets (only held to the factor of 4)`,
    unchecked.medianTimes > 0 && `${formatCount(unchecked.medianTimes)} median times`,
    unchecked.minDifficultyBits > 0 && `${formatCount(unchecked.minDifficultyBits)} testnet difficulties`,
  ].filter((part) => part !== false);
  return parts.length === 0
    ? ''
    : `Note: what is before the first header is taken on trust; not fully checked: ${parts.join(', ')}.\n`;
}

/** Writes a number of blocks: `1 block`, `2 blocks`. */
function inBlocks(count: number): string {
  return count === 1 ? '1 block' : `${formatCount(count)} blocks`;
}

function utc(timeSec: number): string {
  return new Date(timeSec * 1000).toISOString().replace('.000Z', 'Z');
}

/** Base-2 logarithm of a positive integer, to about 15 digits. */
function log2(value: bigint): number {
  const shift = Math.max(0, value.toString(2).length - 53);
  return Math.log2(Number(value >> BigInt(shift))) + shift;
}
