import type { HeaderTree } from '../../chain/header-tree.ts';
import type { ObservatorySources, Source } from '../../observatory/answers/sources.ts';
import { coverage } from '../../observatory/series/observations.ts';
import { columnsOf } from '../../platform/read-header-columns.ts';
import type { Clock } from '../../ports/clock.ts';
import { coversTime, OWN_CHAIN, seriesFromColumns } from './sources.ts';

/** The header chain is read anew so often at most: it is gone through from its first header on. */
const REFRESH_MS = 10_000;

/**
 * What to answer from while a node runs: its own header chain, as soon as it goes further than what was at hand before; and
 * that behind it. Headers are enough: what they say of hashrate is proved by their work.
 */
export class LiveSources {
  readonly #base: ObservatorySources;
  readonly #baseEndSec: number;
  readonly #tree: () => HeaderTree | undefined;
  readonly #clock: Clock;
  #chain: Source | undefined;
  #readTip = -1;
  #nextReadMs = -Infinity;

  /** @param parts.tree The node's headers; none while it is not running. */
  constructor(base: ObservatorySources, parts: { readonly tree: () => HeaderTree | undefined; readonly clock: Clock }) {
    this.#base = base;
    this.#baseEndSec = Math.max(-Infinity, ...base.observations.map(({ series }) => coverage(series).toSec));
    this.#tree = parts.tree;
    this.#clock = parts.clock;
  }

  /** The sources as they stand. */
  now(): ObservatorySources {
    this.#refresh();
    if (this.#chain === undefined) return this.#base;
    const others = this.#base.observations.filter(({ description }) => description !== OWN_CHAIN);
    return { ...this.#base, observations: [this.#chain, ...others] };
  }

  #refresh(): void {
    const tree = this.#tree();
    if (tree === undefined) return;
    const tip = tree.tipIndex();
    const nowMs = this.#clock.nowMs();
    if (tip === this.#readTip || nowMs < this.#nextReadMs || tree.timeOf(tip) <= this.#baseEndSec) return;
    this.#readTip = tip;
    this.#nextReadMs = nowMs + REFRESH_MS;
    const columns = columnsOf(tree);
    const series = columns.timesSec.length < 2 ? undefined : seriesFromColumns(columns, 'header');
    this.#chain = series === undefined || !coversTime(series) ? undefined : { series, description: OWN_CHAIN };
  }
}
