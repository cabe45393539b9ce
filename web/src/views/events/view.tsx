import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import type { EventEntry, EventsDocument, EventStudyDocument } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import type { Asked } from '../../api/use-document.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { CopyLine } from '../../components/copy-line.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { VerdictCard } from '../../components/verdict-card.tsx';
import { HowComputed, Notes, ViewHead } from '../../components/view-head.tsx';
import { formatOdds, formatShare } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { typeset } from '../../format/typeset.ts';
import { choose } from '../../state/route-state.ts';
import { AddForm } from './add-form.tsx';
import { StudyForm } from './study-form.tsx';
import { studyPlot } from './study-plot.ts';
import { horizonsTable, rankText } from './study-tables.ts';
import { timelineHeight, timelinePlot } from './timeline-plot.ts';
import { timelineTable } from './timeline-table.ts';
import { eventTime, shortName } from './words.ts';

/** What is studied until the reader chooses: the reference event. */
const FIRST = { event: 'kazakhstan-shutdown-2022-01-05', against: 'fomc-minutes-2022-01-05' };

/** The timeline, and what the price did after an event of it. */
export function EventsView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const asked = useDocument<EventsDocument>('events');
  const [changed, setChanged] = useState<EventsDocument | undefined>(undefined);
  const events = changed ?? asked.document;
  const chosen = params['event'] ?? FIRST.event;
  const against = params['against'] ?? (params['event'] === undefined ? FIRST.against : '');
  const study = useDocument<EventStudyDocument>(events === undefined ? undefined : 'events/study', {
    event: chosen,
    against,
  });
  return (
    <>
      <ViewHead
        name="Events"
        sentence={study.document?.sentence ?? (study.failure === undefined ? undefined : events?.sentence)}
      />
      <Answer asked={{ ...asked, document: events } as Asked<EventsDocument>} height={900} what="the events">
        {(document) => (
          <>
            <StudyForm
              events={document.events}
              event={document.events.find(({ id }) => id === chosen)}
              against={against}
              onChoose={(choice) => choose({ event: chosen, against, ...choice })}
            />
            <Answer asked={study} height={720} what="the study">
              {(found) => <Study study={found} />}
            </Answer>
            <section class="report-section" aria-labelledby="timeline-title">
              <h2 id="timeline-title">Timeline</h2>
              <p>{typeset(document.sentence)}</p>
              <Timeline events={document.events} chosen={chosen} />
              <Own events={document.events} onChange={setChanged} />
              <DataTable table={timelineTable(document.events)} newestFirst />
              <h3>Keep an event of your own</h3>
              <AddForm onKept={setChanged} />
              <CopyLine label="A calendar, in a terminal" text="vigil events import calendar.ics" />
            </section>
          </>
        )}
      </Answer>
    </>
  );
}

/** The timeline as a figure; its table stands below. */
function Timeline({
  events,
  chosen,
}: {
  readonly events: readonly EventEntry[];
  readonly chosen: string;
}): JSX.Element | null {
  const plot = useMemo(
    () =>
      timelinePlot(
        events,
        events.find(({ id }) => id === chosen),
      ),
    [events, chosen],
  );
  return plot === undefined ? null : <Chart plot={plot} height={timelineHeight(events)} tabled whole />;
}

function Study({ study }: { readonly study: EventStudyDocument }): JSX.Element {
  const { hourly, daily, odds, level, event, against } = study;
  const plot = useMemo(() => studyPlot(study, reader), [study]);
  const command = `vigil events study --event ${event.id ?? event.from}${against === null ? '' : ` --against ${against.id ?? against.from}`}`;
  return (
    <>
      {plot !== undefined && <Chart plot={plot} height={420} />}
      {odds !== null && <Odds odds={odds} />}
      {hourly !== null && (
        <>
          <DataTable
            table={horizonsTable(hourly.horizons, { caption: `By the hour, after ${shortName(event)}`, level }, reader)}
          />
          <p class="table-note">{typeset(rankText(hourly.horizons, hourly.match, reader))}</p>
        </>
      )}
      {daily !== null && (
        <>
          <DataTable
            table={horizonsTable(
              daily.horizons,
              { caption: `By the day, beyond the market of ${daily.market.coins.join(', ')}`, level },
              reader,
            )}
          />
          <p class="table-note">{typeset(rankText(daily.horizons, daily.match, reader))}</p>
        </>
      )}
      <p class="limits">{typeset(study.limits)}</p>
      <CopyLine label="The same in a terminal" text={command} />
      <Notes notes={study.notes} />
      <HowComputed anchor="events">
        A move is set against moves of windows in which nothing is known to have happened, each over the volatility
        before it. Source: {study.sources.join('; ')}.
      </HowComputed>
    </>
  );
}

function Odds({ odds }: { readonly odds: NonNullable<EventStudyDocument['odds']> }): JSX.Element {
  const isFirst = odds.factor >= 1;
  const [better, other] = isFirst ? odds.between : [odds.between[1], odds.between[0]];
  const write = (factor: number): string => formatOdds(isFirst ? factor : 1 / factor, reader);
  const ends = isFirst ? [odds.low, odds.high] : [odds.high, odds.low];
  const sized = [odds.withHalfSizes, odds.withDoubleSizes];
  return (
    <div class="cards">
      <VerdictCard
        live
        claim={`The move began with “${shortName(better)}” rather than with “${shortName(other)}”`}
        verdict={odds.verdict}
        figure={`odds of ${write(odds.factor)} (${ends.map(write).join(' to ')})`}
        reason={
          `In ${formatShare(odds.luck, reader)} of ${odds.windows} windows in which neither happened, the odds lean as far that way. ` +
          `Were such moves half or twice as large as supposed, the odds would be ${sized.map(write).join(' and ')}.`
        }
      />
    </div>
  );
}

/** The reader's own events, each with a button that forgets it. */
function Own({
  events,
  onChange,
}: {
  readonly events: readonly EventEntry[];
  readonly onChange: (events: EventsDocument) => void;
}): JSX.Element | null {
  const [failure, setFailure] = useState('');
  const own = events.filter(({ origin }) => origin === 'own');
  if (own.length === 0) return null;
  const forget = async (id: string): Promise<void> => {
    const answer = await send<EventsDocument>('DELETE', `events/${encodeURIComponent(id)}`);
    if (answer.ok) onChange(answer.document);
    setFailure(answer.ok ? '' : answer.failure.message);
  };
  return (
    <>
      <h3>Your own</h3>
      <ul class="own-events">
        {own.map((event) => (
          <li key={event.id}>
            <button type="button" class="text-button" onClick={() => choose({ event: event.id, against: '' })}>
              {event.what}
            </button>{' '}
            <span class="muted">{eventTime(event)} UTC</span>{' '}
            <button
              type="button"
              class="text-button"
              aria-label={`Forget ${event.what}`}
              onClick={() => void forget(event.id)}
            >
              Forget
            </button>
          </li>
        ))}
      </ul>
      {failure !== '' && <p role="alert">{typeset(`Not forgotten: ${failure}.`)}</p>}
    </>
  );
}
