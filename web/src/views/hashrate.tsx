import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { connection } from '../api/connection.ts';
import type { ChangesDocument, HashrateDocument, StatusDocument } from '../api/documents.ts';
import { useDocument } from '../api/use-document.ts';
import type { Asked } from '../api/use-document.ts';
import { Answer } from '../components/answer.tsx';
import { ChangeList, NoSearch } from '../components/change-list.tsx';
import { Chart } from '../components/chart.tsx';
import { DataTable } from '../components/data-table.tsx';
import { HowComputed, Notes, ViewHead } from '../components/view-head.tsx';
import { reader } from '../format/reader.ts';
import { formatIso, parseIso } from '../format/time.ts';
import { choose } from '../state/route-state.ts';
import { useStore } from '../state/store.ts';
import { hashratePlot } from './hashrate-plot.ts';
import { HashrateControls } from './hashrate-controls.tsx';
import { spanChoices, usualWindow, WINDOWS } from './hashrate-choices.ts';

/** The first view: hashrate with its band, from the weeks around an event to the whole history. */
export function HashrateView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const { status } = useStore(connection);
  const choices = useMemo(() => spanChoices(status?.sources ?? [], status?.network ?? ''), [status]);
  const chosen = params['from'] !== undefined || params['to'] !== undefined || params['span'] === 'all';
  const { from, to } = chosen ? params : (choices[0] ?? {});
  const { level } = params;
  const window = windowOf({ ...params, from, to }, status);
  const asked = useDocument<HashrateDocument>(status === undefined ? undefined : 'hashrate', {
    from,
    to,
    window,
    level,
  });
  const changes = useDocument<ChangesDocument>(status === undefined ? undefined : 'changes', { from, to, level });
  return (
    <>
      <ViewHead name="Hashrate" sentence={asked.document?.sentence} />
      <HashrateControls
        spans={choices}
        windows={WINDOWS}
        from={from}
        to={to}
        covered={asked.document}
        window={window ?? '24h'}
        onChoose={choose}
      />
      <Answer asked={asked} height={620} what="the hashrate">
        {(document) => <HashrateBody document={document} changes={asked.waiting ? undefined : changes} />}
      </Answer>
    </>
  );
}

/** The window chosen, or the one that suits the span; none while the span is not known yet. */
function windowOf(
  params: Readonly<Record<string, string | undefined>>,
  status: StatusDocument | undefined,
): string | undefined {
  if (params['window'] !== undefined) return params['window'];
  const from = parseIso(params['from']) ?? status?.sources[0]?.from;
  const to = parseIso(params['to']) ?? status?.sources[0]?.to;
  return from === undefined || to === undefined ? undefined : usualWindow(from, to);
}

function HashrateBody({
  document,
  changes,
}: {
  readonly document: HashrateDocument;
  readonly changes: Asked<ChangesDocument> | undefined;
}): JSX.Element {
  // While another span is searched, or where it can't be, the changes found before belong to what is no longer shown.
  const search = changes?.waiting === true || changes?.failure !== undefined ? undefined : changes?.document;
  const found = search?.changes ?? [];
  const plot = useMemo(
    () => hashratePlot(document, { changes: found, events: [], periods: [] }, reader),
    [document, search],
  );
  return (
    <>
      <Chart
        plot={plot}
        height={440}
        tabled
        onRange={(from, to) => choose({ from: formatIso(roundTo(from, 3600)), to: formatIso(roundTo(to, 3600)) })}
      />
      {search !== undefined && <ChangeList changes={search} />}
      {changes?.failure !== undefined && <NoSearch failure={changes.failure} />}
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

function roundTo(timeSec: number, step: number): number {
  return Math.round(timeSec / step) * step;
}
