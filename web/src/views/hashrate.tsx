import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ChangesDocument, HashrateDocument } from '../api/documents.ts';
import { useDocument } from '../api/use-document.ts';
import { Answer } from '../components/answer.tsx';
import { ChangeList } from '../components/change-list.tsx';
import { Chart } from '../components/chart.tsx';
import { DataTable } from '../components/data-table.tsx';
import { RangeControls } from '../components/range-controls.tsx';
import { HowComputed, Notes, ViewHead } from '../components/view-head.tsx';
import { reader } from '../format/reader.ts';
import { formatIso } from '../format/time.ts';
import { choose } from '../state/route-state.ts';
import { hashratePlot } from './hashrate-plot.ts';
import { SPANS, WINDOWS } from './hashrate-choices.ts';

interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The first view: hashrate with its band, from the weeks around an event to the whole history. */
export function HashrateView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const span = SPANS.find(({ from, to }) => from === params['from'] && to === params['to']);
  const chosen = params['from'] !== undefined || params['to'] !== undefined;
  const range: Range = chosen ? { from: params['from'], to: params['to'] } : SPANS[0]!;
  const window = params['window'] ?? span?.window ?? usualWindow(range);
  const question = { from: range.from, to: range.to, window, level: params['level'] };
  const asked = useDocument<HashrateDocument>('hashrate', question);
  const changes = useDocument<ChangesDocument>('changes', { from: range.from, to: range.to });
  return (
    <>
      <ViewHead name="Hashrate" sentence={asked.document?.sentence} />
      <RangeControls
        spans={SPANS}
        windows={WINDOWS}
        from={range.from}
        to={range.to}
        window={window}
        onChoose={(chosen) => choose(chosen)}
      />
      <Answer asked={asked} height={620} what="the hashrate">
        {(document) => <HashrateBody document={document} changes={asked.waiting ? undefined : changes.document} />}
      </Answer>
    </>
  );
}

function HashrateBody({
  document,
  changes,
}: {
  readonly document: HashrateDocument;
  readonly changes: ChangesDocument | undefined;
}): JSX.Element {
  const found = changes?.changes ?? [];
  const plot = useMemo(
    () => hashratePlot(document, { changes: found, events: [], periods: [] }, reader),
    [document, changes],
  );
  return (
    <>
      <Chart
        plot={plot}
        height={440}
        onRange={(from, to) => choose({ from: formatIso(roundTo(from, 3600)), to: formatIso(roundTo(to, 3600)) })}
      />
      {changes !== undefined && <ChangeList changes={changes} />}
      <DataTable table={plot.table} newestFirst />
      <Notes notes={document.notes} />
      <HowComputed anchor="hashrate">
        Blocks come at random at a rate of hashrate over work; what a count of them leaves open is the band. Source:{' '}
        {document.source.description}, times as{' '}
        {document.source.timeSource === 'header' ? 'miners wrote them' : 'blocks arrived'}.
      </HowComputed>
    </>
  );
}

function usualWindow(range: Range): string {
  const days = (Date.parse(range.to ?? '') - Date.parse(range.from ?? '')) / 86_400_000;
  return days > 120 ? '7d' : '24h';
}

function roundTo(timeSec: number, step: number): number {
  return Math.round(timeSec / step) * step;
}
