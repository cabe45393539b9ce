import type { NetworkName } from '../../consensus/params.ts';
import { gammaInterval } from '../hashrate/interval.ts';
import type { PoolBlock, PoolBlocks } from '../pools/pool-blocks.ts';
import { choosePoolSpans, exposureOfSpan } from '../pools/pool-spans.ts';
import { poolLuck, poolShare, shareChange } from '../pools/pool-shares.ts';
import { listed, percentText } from './map-words.ts';
import type { PoolChange, PoolRow, PoolsDocument, PoolStatement, PoolsWindow } from './pools-document.ts';
import type { WindowLength } from './quantities.ts';
import type { AnswerReject } from './sources.ts';
import { formatCount, formatCounted, formatDay } from './units.ts';

/** What is asked about pools. */
export interface PoolsQuestion {
  /** The last blocks that are looked at; 2016 blocks, or all, if left out. */
  readonly window?: WindowLength;
  /** The blocks just before the window that it is compared with; as many as the window has, as far as there are, if left out. */
  readonly baseline?: WindowLength;
  /** The last height that is looked at; the last block if left out. */
  readonly untilHeight?: number;
  /** Shares that pools (or others) state, 0 to 1, by name in any capitals. */
  readonly stated?: ReadonlyMap<string, number>;
  readonly level: number;
}

/** Most pools in an answer; the source of the tags knows 168. */
const MAX_ROWS = 1000;

/** Says who found the last blocks, which shares of the hashrate that shows, and what changed beyond luck. */
export function answerPools(
  network: NetworkName,
  given: PoolBlocks,
  question: PoolsQuestion,
): PoolsDocument | AnswerReject {
  const spans = choosePoolSpans(given, question);
  if ('message' in spans) return spans;
  const { blocks } = given;
  const window = blocks.slice(spans.start, spans.end);
  const baseline = blocks.slice(spans.baselineStart, spans.start);
  const counts = { window: countByPool(window), baseline: countByPool(baseline) };
  const names = new Set([...counts.window.keys(), ...counts.baseline.keys()]);
  const stated = new Map([...(question.stated ?? [])].map(([name, share]) => [spelled(name, names), share]));
  for (const name of stated.keys()) names.add(name);
  if (names.size > MAX_ROWS) {
    const message = `these blocks are of ${names.size} pools, over ${MAX_ROWS}; are the names right?`;
    return { code: 'too-many-points', message };
  }
  const { level } = question;
  const exposure = exposureOfSpan(blocks, spans);
  const rows = [...names].map((pool): PoolRow => {
    const count = { found: counts.window.get(pool) ?? 0, of: window.length };
    const earlier = { found: counts.baseline.get(pool) ?? 0, of: baseline.length };
    return {
      pool,
      blocks: count.found,
      share: poolShare(count, level),
      hashrate: exposure === undefined ? null : gammaInterval({ shape: count.found + 0.5, rate: exposure }, level),
      change: baseline.length === 0 ? null : changeOf(earlier, count, { level, pools: names.size }),
      stated: statementOf(pool === null ? undefined : stated.get(pool), count, level),
    };
  });
  rows.sort(byBlocks);
  const unmatched = [...stated.keys()].filter((name) => !counts.window.has(name) && !counts.baseline.has(name));
  return {
    schema: 'vigil.pools/1',
    network,
    source: { kind: given.kind, description: given.description, blocks: blocks.length, missing: given.missing },
    level,
    notes: notesOf(given, { rows, unmatched, hasHashrate: exposure !== undefined }),
    sentence: sentenceOf(window, rows),
    window: describe(window),
    baseline: baseline.length === 0 ? null : describe(baseline),
    pools: rows,
  };
}

/** The answer while there are no blocks yet: none, and in its sentence what to do about it. */
export function noPools(
  network: NetworkName,
  about: { readonly level: number; readonly sentence: string },
): PoolsDocument {
  return {
    schema: 'vigil.pools/1',
    network,
    source: { kind: 'chain', description: 'no blocks', blocks: 0, missing: 0 },
    ...about,
    notes: [],
    window: { blocks: 0, firstHeight: null, lastHeight: null, from: null, to: null },
    baseline: null,
    pools: [],
  };
}

function countByPool(blocks: readonly PoolBlock[]): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { pool = null } of blocks) counts.set(pool, (counts.get(pool) ?? 0) + 1);
  return counts;
}

/** A name as the blocks spell it. */
function spelled(name: string, names: ReadonlySet<string | null>): string {
  return [...names].find((known) => known?.toLowerCase() === name.toLowerCase()) ?? name;
}

function changeOf(
  baseline: Parameters<typeof shareChange>[0],
  window: Parameters<typeof shareChange>[1],
  { level, pools }: { readonly level: number; readonly pools: number },
): PoolChange {
  // Bonferroni: with so many pools looked at, all intervals together hold with `level`.
  const { ratio, expected, pValue } = shareChange(baseline, window, 1 - (1 - level) / pools);
  const finding = ratio.high < 1 ? 'fell' : ratio.low > 1 ? 'rose' : 'not distinguishable from luck';
  const baselineShare = poolShare(baseline, level);
  return { baselineBlocks: baseline.found, baselineShare, expected, ratio, pValue, finding };
}

function statementOf(
  share: number | undefined,
  window: Parameters<typeof poolLuck>[0],
  level: number,
): PoolStatement | null {
  if (share === undefined) return null;
  const luck = poolLuck(window, share);
  return {
    share,
    ...luck,
    verdict: luck.probability < (1 - level) / 2 ? 'contradicted' : 'not distinguishable from luck',
  };
}

/** Most blocks first, then by name; what is of no known pool last. */
function byBlocks(a: PoolRow, b: PoolRow): number {
  if (a.pool === null || b.pool === null) return Number(a.pool === null) - Number(b.pool === null);
  return b.blocks - a.blocks || (a.pool < b.pool ? -1 : 1);
}

function describe(blocks: readonly PoolBlock[]): PoolsWindow {
  const [first, last] = [blocks[0], blocks.at(-1)];
  return {
    blocks: blocks.length,
    firstHeight: first?.height ?? null,
    lastHeight: last?.height ?? null,
    from: first?.timeSec ?? null,
    to: last?.timeSec ?? null,
  };
}

function notesOf(
  given: PoolBlocks,
  about: { readonly rows: readonly PoolRow[]; readonly unmatched: readonly string[]; readonly hasHashrate: boolean },
): string[] {
  const notes = [
    "a share is of blocks found: the pool's hashrate and its luck in one; each pool's interval is that of a binomial share with Jeffreys' prior",
  ];
  if (given.kind !== 'csv')
    notes.push('anybody can write the tag of a pool; blocks are named as mempool.space names them');
  const compared = about.rows.filter(({ change }) => change !== null).length;
  if (compared > 0) {
    notes.push(
      `${formatCounted(compared, 'name')} compared at once: a change is called one only where luck explains it in none of them at the level together`,
    );
  }
  if (given.missing > 0)
    notes.push(`${formatCounted(given.missing, 'block')} between the others could not be read, and are left out`);
  if (!about.hasHashrate) notes.push('hashrates need every block of the window with its time and difficulty');
  for (const name of about.unmatched) notes.push(`no block names ${name}`);
  return notes;
}

function sentenceOf(window: readonly PoolBlock[], rows: readonly PoolRow[]): string {
  const known = rows.filter(({ pool, blocks }) => pool !== null && blocks > 0);
  const [first, last] = [window[0]!.timeSec, window.at(-1)!.timeSec];
  const days = [first, last].map((timeSec) => (timeSec === undefined ? '' : formatDay(timeSec)));
  const when = days.includes('') ? '' : days[0] === days[1] ? `, all of ${days[0]}` : `, ${days[0]} to ${days[1]}`;
  const count = `${formatCounted(window.length, 'block')}${when}`;
  if (known.length === 0) return `None of the ${count}, is of a pool that is known.`;
  const largest = known.slice(0, 3).map(({ pool, share, blocks }, i) => {
    const range = `${percentText(share.low)} to ${percentText(share.high)}`;
    return i === 0 ? `${pool} found ${formatCount(blocks)}, a share of ${range}` : `${pool} ${range}`;
  });
  const moved = rows.flatMap(({ pool, change }) =>
    pool !== null && change !== null && change.finding !== 'not distinguishable from luck'
      ? [`${pool} ${change.finding}`]
      : [],
  );
  const changed = !rows.some(({ change }) => change !== null)
    ? ''
    : moved.length === 0
      ? ' No share changed beyond luck from the blocks before.'
      : ` Beyond luck against the blocks before, ${listed(moved)}.`;
  return `Of the last ${count}, ${listed(largest)}.${changed}`;
}
