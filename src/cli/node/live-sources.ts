import type { HeaderTree } from '../../chain/header-tree.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { ObservatorySources, Source } from '../../observatory/answers/sources.ts';
import type { Clock } from '../../ports/clock.ts';
import { columnsOf } from '../../platform/read-header-columns.ts';
import { chainSource } from '../observatory/sources.ts';

/** How long answers are made from the same columns: copying those of mainnet's million headers takes some 100 ms. */
const REFRESH_MS = 20_000;

/**
 * What the observatory's answers are made from while a node runs: the headers that the node has now, and what there is
 * besides.
 */
export class LiveSources implements ObservatorySources {
  readonly network: NetworkName;
  readonly epochs?: NonNullable<ObservatorySources['epochs']>;
  readonly #tree: HeaderTree;
  readonly #clock: Clock;
  /** What there is without the node. */
  readonly #others: readonly Source[];
  #chain: Source | undefined;
  #tip = -1;
  #refreshedMs = -Infinity;

  /** @param others Where answers come from as long as the node has no headers. */
  constructor(others: ObservatorySources, parts: { readonly tree: HeaderTree; readonly clock: Clock }) {
    this.network = others.network;
    if (others.epochs !== undefined) this.epochs = others.epochs;
    this.#others = others.observations;
    this.#tree = parts.tree;
    this.#clock = parts.clock;
  }

  get observations(): readonly Source[] {
    this.#refresh();
    return this.#chain === undefined ? this.#others : [this.#chain, ...this.#others];
  }

  #refresh(): void {
    const tip = this.#tree.tipIndex();
    const nowMs = this.#clock.nowMs();
    if (tip === this.#tip || nowMs - this.#refreshedMs < REFRESH_MS) return;
    this.#tip = tip;
    this.#refreshedMs = nowMs;
    this.#chain = chainSource(columnsOf(this.#tree));
  }
}
