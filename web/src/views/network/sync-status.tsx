import type { JSX } from 'preact';
import type { NodeDocument, RunningOverview, SyncOverview } from '../../api/documents.ts';
import { UtcTime } from '../../components/utc-time.tsx';
import { formatBytes, formatCount, formatSignificant } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatDayShort } from '../../format/time.ts';
import { formatLeft } from './words.ts';

/** How far the node has come, how fast, how long still, and what it takes. */
export function SyncStatus({
  node,
  network,
}: {
  readonly node: RunningOverview;
  readonly network: NodeDocument['network'];
}): JSX.Element {
  const { sync, mempool } = node;
  const isFetching = sync.height < sync.headersHeight && sync.blocksPerSecond > 0;
  return (
    <section class="network-section first" aria-labelledby="sync-title">
      <h2 id="sync-title">{network === 'mainnet' ? 'The chain' : `The chain of ${network}`}</h2>
      {sync.phase !== 'headers' && <Progress sync={sync} />}
      <dl class="figures">
        <Figure name="Blocks">
          {formatCount(sync.height, reader)}
          <small>
            of <UtcTime at={sync.tipTime} />
          </small>
        </Figure>
        <Figure name="Headers">
          {formatCount(sync.presyncHeight ?? sync.headersHeight, reader)}
          <small>
            {sync.presyncHeight !== null ? 'their work is being summed' : `to ${formatDayShort(sync.headersTime)}`}
          </small>
        </Figure>
        <Figure name="Speed">
          {isFetching ? `${formatSignificant(sync.blocksPerSecond, reader)} blocks/s` : '–'}
          <small>
            {isFetching
              ? `${formatBytes(sync.bytesPerSecond, reader)}/s`
              : sync.phase === 'synced'
                ? 'new blocks are taken as they come'
                : 'no blocks are coming'}
          </small>
        </Figure>
        <Figure name="Time left">
          {sync.phase === 'synced' && sync.height >= sync.headersHeight
            ? 'none: up to date'
            : sync.secondsLeft === null || sync.phase === 'headers'
              ? '–'
              : formatLeft(sync.secondsLeft)}
        </Figure>
        <Figure name="Memory">
          {formatBytes(node.memoryBytes, reader)}
          <small>
            running since <UtcTime at={node.started} />
          </small>
        </Figure>
        <Figure name="Waiting transactions">
          {formatCount(mempool.transactions, reader)}
          <small>
            {formatBytes(mempool.virtualBytes, reader).replace('B', 'vB')}, {formatCount(mempool.feesSats, reader)} sat
            of fees; from {formatSignificant(mempool.minFeeSatsPerKvb / 1000, reader, 2)} sat/vB on
          </small>
        </Figure>
      </dl>
    </section>
  );
}

function Figure({
  name,
  children,
}: {
  readonly name: string;
  readonly children: JSX.Element | (JSX.Element | string | false)[] | string;
}): JSX.Element {
  return (
    <div data-figure={name}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Progress({ sync }: { readonly sync: SyncOverview }): JSX.Element {
  const { height, headersHeight } = sync;
  const share = headersHeight === 0 ? 1 : Math.min(1, height / headersHeight);
  const percent = Math.floor(share * 1000) / 10;
  const words = `${formatCount(height, reader)} of ${formatCount(headersHeight, reader)} blocks`;
  return (
    <div class="progress">
      <div
        class="progress-track"
        role="progressbar"
        aria-label="Blocks that are checked"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={words}
      >
        <div class="progress-done" style={{ transform: `scaleX(${share})` }} />
      </div>
      <p class="progress-words">
        <strong>{formatCount(percent, reader, percent === 100 ? 0 : 1)}&#8239;%</strong> {words}
      </p>
    </div>
  );
}
