import type { ComponentChildren, JSX } from 'preact';
import type {
  DifficultyDocument,
  HashrateDocument,
  MarketDocument,
  NodeDocument,
  NodesDocument,
} from '../../api/documents.ts';
import type { Asked } from '../../api/use-document.ts';
import { UtcTime } from '../../components/utc-time.tsx';
import {
  formatBytes,
  formatChange,
  formatChangeInterval,
  formatCount,
  formatHashrateInterval,
  formatShare,
  formatSignificant,
} from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatDayShort } from '../../format/time.ts';
import type { ViewName } from '../../router.ts';
import { formatMoney } from '../market/money.ts';

/** One figure, what it means, and the way to its view. */
function Tile({
  name,
  view,
  figure,
  children,
}: {
  readonly name: string;
  readonly view: ViewName;
  /** `undefined` while it is asked for. */
  readonly figure: string | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const id = `tile-${name.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section class="tile" aria-labelledby={id} data-tile={name}>
      <h2 id={id}>
        <a href={`#/${view}`}>{name}</a>
      </h2>
      <p class="tile-figure">{figure ?? '\u2026'}</p>
      <p class="tile-words">{children}</p>
    </section>
  );
}

/** What stands in place of a figure that can't be had. */
function instead({ failure, waiting }: Asked<unknown>): string | undefined {
  return failure === undefined || waiting ? undefined : '\u2013';
}

/** Price, its changes, and how far it is under its high. */
export function MarketTile({ asked }: { readonly asked: Asked<MarketDocument> }): JSX.Element {
  const { document } = asked;
  if (document === undefined) {
    return (
      <Tile name="Price" view="market" figure={instead(asked)}>
        {asked.failure?.message}
      </Tile>
    );
  }
  const { price, quote, changes, allTimeHigh, live } = document;
  const day = changes.find(({ seconds }) => seconds === 86_400)?.ratio ?? null;
  const week = changes.find(({ seconds }) => seconds === 7 * 86_400)?.ratio ?? null;
  return (
    <Tile name="Price" view="market" figure={formatMoney(price.value, quote, reader)}>
      {day !== null && `${formatChange(day, reader)} in 24 h`}
      {week !== null && `, ${formatChange(week, reader)} in 7 days`}
      {`; high ${formatMoney(allTimeHigh.price, quote, reader)} on ${formatDayShort(allTimeHigh.at)}. `}
      {live ? (
        `Median of ${price.exchanges} exchanges.`
      ) : (
        <>
          Last price at hand: <UtcTime at={price.at} />.
        </>
      )}
    </Tile>
  );
}

/** The newest estimate, with its interval. */
export function HashrateTile({ asked }: { readonly asked: Asked<HashrateDocument> }): JSX.Element {
  const last = asked.document?.trend.at(-1);
  if (asked.document === undefined || last === undefined) {
    return (
      <Tile name="Hashrate" view="hashrate" figure={instead(asked)}>
        {asked.failure?.message ?? 'No blocks are at hand yet.'}
      </Tile>
    );
  }
  const { level, whole } = asked.document;
  return (
    <Tile name="Hashrate" view="hashrate" figure={formatHashrateInterval(last, reader)}>
      With {formatShare(level, reader)} probability, on {formatDayShort(last.time)}; {formatCount(whole.blocks, reader)}{' '}
      blocks in the span below.
    </Tile>
  );
}

/** What the next retarget is expected to do. */
export function DifficultyTile({ asked }: { readonly asked: Asked<DifficultyDocument> }): JSX.Element {
  const { document } = asked;
  if (document === undefined) {
    return (
      <Tile name="Next retarget" view="difficulty" figure={instead(asked)}>
        {asked.failure?.message}
      </Tile>
    );
  }
  const { next, epoch } = document;
  return (
    <Tile name="Next retarget" view="difficulty" figure={formatChangeInterval(next.change, reader)}>
      In {formatCount(epoch.blocksLeft, reader)} blocks, about {formatDayShort(next.time.median)}; up with{' '}
      {formatShare(next.probabilityUp, reader)} probability.
    </Tile>
  );
}

/** What waits to be mined. */
export function MempoolTile({ node }: { readonly node: NodeDocument | undefined }): JSX.Element {
  const running = node?.node ?? null;
  if (running === null) return <NoNode name="Mempool" node={node} />;
  const { transactions, virtualBytes, minFeeSatsPerKvb } = running.mempool;
  return (
    <Tile name="Mempool" view="network" figure={`${formatCount(transactions, reader)} transactions`}>
      {formatBytes(virtualBytes, reader).replace('B', 'vB')} wait; from{' '}
      {formatSignificant(minFeeSatsPerKvb / 1000, reader, 2)} sat/vB on.
    </Tile>
  );
}

/** Whom the node is connected to, and how far it has come. */
export function PeersTile({ node }: { readonly node: NodeDocument | undefined }): JSX.Element {
  const running = node?.node ?? null;
  if (running === null) return <NoNode name="Peers" node={node} />;
  const { peers, sync } = running;
  return (
    <Tile name="Peers" view="network" figure={formatCount(peers.length, reader)}>
      {sync.phase === 'synced'
        ? `Up to date at block ${formatCount(sync.height, reader)}.`
        : `Block ${formatCount(sync.height, reader)} of ${formatCount(sync.headersHeight, reader)}.`}
    </Tile>
  );
}

function NoNode({ name, node }: { readonly name: string; readonly node: NodeDocument | undefined }): JSX.Element {
  return (
    <Tile name={name} view="network" figure={node === undefined ? undefined : '\u2013'}>
      {node !== undefined && `No node runs beside this page${node.reason === null ? '' : `: ${node.reason}`}.`}
    </Tile>
  );
}

/** Reachable nodes of the network, as they were counted last. */
export function NodesTile({ asked }: { readonly asked: Asked<NodesDocument> }): JSX.Element {
  const { document } = asked;
  if (document === undefined || document.at === null) {
    return (
      <Tile name="Reachable nodes" view="blackout" figure={instead(asked) ?? (document && '\u2013')}>
        {asked.failure?.message ?? 'Nobody has counted them yet.'}
      </Tile>
    );
  }
  const { total, at, isExample, countries } = document;
  const first = countries[0];
  return (
    <Tile name="Reachable nodes" view="blackout" figure={formatCount(total, reader)}>
      Counted on {formatDayShort(at)}
      {isExample ? ' by others' : ''}
      {first === undefined ? '' : `; most of those located in ${first.name} (${formatShare(first.share, reader)})`}.
    </Tile>
  );
}
