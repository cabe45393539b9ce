import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { connection } from '../../api/connection.ts';
import type { DifficultyDocument, HashrateDocument, MarketDocument, NodesDocument } from '../../api/documents.ts';
import { followNode, nodeNews } from '../../api/node-feed.ts';
import { useDocument } from '../../api/use-document.ts';
import type { Asked } from '../../api/use-document.ts';
import { Chart } from '../../components/chart.tsx';
import { HowComputed, ViewHead } from '../../components/view-head.tsx';
import { reader } from '../../format/reader.ts';
import { formatIso } from '../../format/time.ts';
import { formatRoute } from '../../router.ts';
import { useStore } from '../../state/store.ts';
import { hashratePlot } from '../hashrate-plot.ts';
import { useMarketNow } from '../market/use-market-now.ts';
import { AlertsLine } from './alerts-line.tsx';
import { glanceSentence } from './sentence.ts';
import { DifficultyTile, HashrateTile, MarketTile, MempoolTile, NodesTile, PeersTile } from './tiles.tsx';

/** The hashrate's weeks that the overview draws. */
const SPAN_SEC = 30 * 86_400;

/** How often everything is asked for anew. */
const AGAIN_MS = 60_000;

/** The first view: alerts, price, hashrate with its band, next retarget, mempool, peers and nodes, at a glance; each leads to its own view. */
export function OverviewView(): JSX.Element {
  const { status } = useStore(connection);
  const { document: node } = useStore(nodeNews);
  const best = status?.sources[0];
  const from = best === undefined ? undefined : formatIso(Math.max(best.from, best.to - SPAN_SEC));
  const isMainnet = status?.network === 'mainnet';
  const market = useDocument<MarketDocument>(isMainnet ? 'market' : undefined);
  const hashrate = useDocument<HashrateDocument>(from === undefined ? undefined : 'hashrate', { from, window: '24h' });
  const difficulty = useDocument<DifficultyDocument>(best === undefined ? undefined : 'difficulty');
  const nodes = useDocument<NodesDocument>(status === undefined ? undefined : 'nodes');
  useEffect(() => followNode(), []);
  const moving = useMarketNow(isMainnet ? market : undefined, 'USD');
  useAgain([market, hashrate, difficulty, nodes]);
  const sentence = glanceSentence(
    { market: moving, hashrate: hashrate.document, difficulty: difficulty.document },
    Date.now() / 1000,
    reader,
  );
  const isWaiting = market.waiting || hashrate.waiting;
  return (
    <>
      <ViewHead name="Overview" sentence={sentence ?? (isWaiting ? undefined : 'Nothing is known yet.')} />
      <AlertsLine />
      <div class="tiles" aria-busy={isWaiting}>
        {isMainnet && <MarketTile asked={{ ...market, document: moving }} />}
        <HashrateTile asked={hashrate} />
        <DifficultyTile asked={difficulty} />
        <MempoolTile node={node} />
        <PeersTile node={node} />
        <NodesTile asked={nodes} />
      </div>
      {hashrate.document !== undefined && <HashrateBand document={hashrate.document} />}
      <HowComputed anchor="hashrate">
        Each figure is explained in its own view. Where nothing is said of an interval, the figure is a count.
      </HowComputed>
    </>
  );
}

function HashrateBand({ document }: { readonly document: HashrateDocument }): JSX.Element {
  const plot = useMemo(() => hashratePlot(document, { changes: [], events: [], periods: [] }, reader), [document]);
  return (
    <Chart
      plot={plot}
      height={320}
      onRange={(from, to) => {
        const hour = (time: number): string => formatIso(Math.round(time / 3600) * 3600);
        location.hash = formatRoute({ view: 'hashrate', params: { from: hour(from), to: hour(to) } });
      }}
    />
  );
}

/** Asks all questions again from time to time, while the page is looked at. */
function useAgain(questions: readonly Asked<unknown>[]): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      for (const { retry } of questions) retry();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  });
}
