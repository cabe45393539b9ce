import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { NodeDocument } from '../../api/documents.ts';
import { followNode, followNow, nodeNews } from '../../api/node-feed.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { ViewHead } from '../../components/view-head.tsx';
import { reader } from '../../format/reader.ts';
import { useStore } from '../../state/store.ts';
import { BlockList } from './block-list.tsx';
import { DepartureList } from './departure-list.tsx';
import { LonelyNode, NoNode } from './no-peers.tsx';
import { PeerTable } from './peer-table.tsx';
import { SyncStatus } from './sync-status.tsx';
import { MessageTable } from './message-table.tsx';
import { trafficPlot } from './traffic-plot.ts';

/** Waits below this are not shown. */
const SHOW_WAIT_MS = 300;

/** The node among other nodes: how far it is, who helps, what goes back and forth, blocks as they come. */
export function NetworkView(): JSX.Element {
  const news = useStore(nodeNews);
  const [slow, setSlow] = useState(false);
  useEffect(followNode, []);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SHOW_WAIT_MS);
    return () => clearTimeout(timer);
  }, []);
  const { document, state, failure } = news;
  const asked = {
    document,
    failure: document === undefined ? failure : undefined,
    waiting: document === undefined,
    slow: document === undefined ? slow : state === 'lost',
    retry: followNow,
  };
  return (
    <>
      <ViewHead name="Network" sentence={document?.sentence} />
      <Answer asked={asked} height={620} what="the network">
        {(shown) => <NetworkBody document={shown} />}
      </Answer>
    </>
  );
}

function NetworkBody({ document }: { readonly document: NodeDocument }): JSX.Element {
  const { node, network } = document;
  if (node === null) return <NoNode document={document} />;
  return (
    <div class="network">
      {node.aloneSince !== null && document.time - node.aloneSince >= 15 && (
        <LonelyNode node={node} network={network} />
      )}
      <SyncStatus node={node} network={network} />
      <PeerTable peers={node.peers} connecting={node.connecting} nowSec={document.time} />
      {node.traffic.receivedBytes + node.traffic.sentBytes > 0 && (
        <section class="network-section" aria-labelledby="traffic-title">
          <h2 id="traffic-title">Traffic</h2>
          <TrafficChart samples={node.traffic.samples} />
          <MessageTable traffic={node.traffic} />
        </section>
      )}
      <BlockList
        blocks={node.blocks}
        rejections={node.rejections}
        isWaiting={node.sync.phase === 'synced' && network !== 'regtest'}
      />
      <DepartureList departures={node.departures} />
    </div>
  );
}

function TrafficChart({
  samples,
}: {
  readonly samples: NonNullable<NodeDocument['node']>['traffic']['samples'];
}): JSX.Element {
  const last = samples.at(-1)?.time ?? 0;
  const plot = useMemo(() => trafficPlot(samples, reader), [last, samples.length]);
  return <Chart plot={plot} height={240} />;
}
