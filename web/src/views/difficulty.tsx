import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { connection } from '../api/connection.ts';
import type { DifficultyDocument, DifficultyHistoryDocument } from '../api/documents.ts';
import { useDocument } from '../api/use-document.ts';
import { Answer } from '../components/answer.tsx';
import { Chart } from '../components/chart.tsx';
import { DataTable } from '../components/data-table.tsx';
import { HowComputed, Notes, ViewHead } from '../components/view-head.tsx';
import { UtcTime } from '../components/utc-time.tsx';
import {
  formatChangeInterval,
  formatCount,
  formatHashrateInterval,
  formatProbability,
  formatSignificant,
} from '../format/numbers.ts';
import { reader } from '../format/reader.ts';
import { formatIso, formatUtcShort, parseIso } from '../format/time.ts';
import { choose } from '../state/route-state.ts';
import { useStore } from '../state/store.ts';
import { changesPlot, difficultyPlot, forecastPlot } from './difficulty-plots.ts';
import { typeset } from '../format/typeset.ts';

/** Difficulty: the next retarget as a forecast with its range, and every one since 2009. */
export function DifficultyView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const known = useStore(connection).status !== undefined;
  const forecast = useDocument<DifficultyDocument>(known ? 'difficulty' : undefined);
  const history = useDocument<DifficultyHistoryDocument>(known ? 'difficulty/history' : undefined);
  const sentence = forecast.document?.sentence ?? history.document?.sentence;
  return (
    <>
      <ViewHead name="Difficulty" sentence={sentence} />
      <Answer asked={forecast} height={180} what="the next retarget">
        {(document) => <Forecast document={document} />}
      </Answer>
      <Answer asked={history} height={640} what="the retargets since 2009">
        {(document) => <History document={document} from={parseIso(params['from'])} to={parseIso(params['to'])} />}
      </Answer>
    </>
  );
}

function Forecast({ document }: { readonly document: DifficultyDocument }): JSX.Element {
  const { epoch, next, hashrate } = document;
  const percent = Math.round(document.level * 1000) / 10;
  const plot = useMemo(() => forecastPlot(document, reader), [document]);
  return (
    <section aria-labelledby="next-retarget">
      <h2 id="next-retarget">The next retarget</h2>
      <Chart plot={plot} height={112} whole tabled />
      <dl class="figures">
        <div>
          <dt>Change of difficulty, with {percent} % probability</dt>
          <dd data-figure="change">{formatChangeInterval(next.change, reader)}</dd>
        </div>
        <div>
          <dt>At height {formatCount(next.height, reader)}, about</dt>
          <dd>
            <UtcTime at={next.time.median} />
            <br />
            <span class="range">
              {formatUtcShort(next.time.low)} to {formatUtcShort(next.time.high)}
            </span>
          </dd>
        </div>
        <div>
          <dt>Difficulty then</dt>
          <dd>
            {formatSignificant(next.difficulty.median / 1e12, reader)} T (
            {formatSignificant(next.difficulty.low / 1e12, reader)} to{' '}
            {formatSignificant(next.difficulty.high / 1e12, reader)})
          </dd>
        </div>
        <div>
          <dt>Probability that it rises</dt>
          <dd>{formatProbability(next.probabilityUp, reader)}</dd>
        </div>
        <div>
          <dt>Blocks of this epoch so far</dt>
          <dd>
            {formatCount(epoch.blocks, reader)} of 2{'\u202f'}016, tip {formatCount(epoch.tipHeight, reader)}
          </dd>
        </div>
        <div>
          <dt>Hashrate behind the forecast</dt>
          <dd>{formatHashrateInterval(hashrate, reader)}</dd>
        </div>
      </dl>
      <Notes notes={document.notes} />
    </section>
  );
}

function History({
  document,
  from,
  to,
}: {
  readonly document: DifficultyHistoryDocument;
  readonly from: number | undefined;
  readonly to: number | undefined;
}): JSX.Element {
  const range = useMemo((): readonly [number, number] => {
    const { epochs } = document;
    return [from ?? epochs[0]?.time ?? 0, to ?? epochs.at(-1)?.time ?? 1];
  }, [document, from, to]);
  const difficulty = useMemo(() => difficultyPlot(document, range, reader), [document, range]);
  const changes = useMemo(() => changesPlot(document, range, reader), [document, range]);
  const onRange = (start: number, end: number): void => choose({ from: formatIso(start), to: formatIso(end) });
  const chosen = from !== undefined || to !== undefined;
  return (
    <section aria-labelledby="retargets">
      <h2 id="retargets">Every retarget since 2009</h2>
      <p class="section-sentence">{typeset(document.sentence)}</p>
      {chosen && (
        <p>
          <button type="button" class="text-button" onClick={() => choose({ from: '', to: '' })}>
            Show all of it
          </button>
        </p>
      )}
      <Chart plot={difficulty} height={320} onRange={onRange} tabled />
      <Chart plot={changes} height={260} onRange={onRange} />
      <DataTable table={difficulty.table} newestFirst />
      <Notes notes={document.notes} />
      <HowComputed anchor="difficulty">
        Each change is worked out anew from the first and last header of its epoch and compared with the header that
        follows. Source: {document.source.description}.
      </HowComputed>
    </section>
  );
}
