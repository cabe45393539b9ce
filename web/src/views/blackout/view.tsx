import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { COUNTRIES } from '../../../../src/observatory/geography/countries.ts';
import type { BlackoutDocument, NodesDocument, OutagesDocument } from '../../api/documents.ts';
import { connection } from '../../api/connection.ts';
import { useDocument } from '../../api/use-document.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { CopyLine } from '../../components/copy-line.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { TimeField } from '../../components/time-field.tsx';
import { HowComputed, Notes, ViewHead } from '../../components/view-head.tsx';
import { formatCount, formatShare } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatDay, formatDurationWords, formatIso, parseIso } from '../../format/time.ts';
import { typeset } from '../../format/typeset.ts';
import { choose } from '../../state/route-state.ts';
import { useStore } from '../../state/store.ts';
import { signalPlot } from './signal-plot.ts';
import { countriesTable, countsPlot, outagesTable, sharesTable } from './tables.ts';
import { windowsPlot } from './windows-plot.ts';

/** Outages that one press shows. The first is shown unless the address says otherwise. */
const PRESETS = [
  { label: 'Kazakhstan, 5 January 2022', country: 'KZ', at: '2022-01-05T10:30Z' },
  { label: 'China’s ban, 21 June 2021', country: 'CN', at: '2021-06-21' },
] as const;

/** Signals are shown so long before and after the moment. */
const AROUND_SEC = 14 * 86_400;

/** Countries in the order of their names. */
const BY_NAME = [...COUNTRIES].sort((a, b) => a.name.localeCompare(b.name, 'en'));

/** Outages: what a country's blackout puts at stake, what of it could be seen, and who saw it. */
export function BlackoutView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const known = useStore(connection).status !== undefined;
  const country = params['country'] ?? PRESETS[0].country;
  const at = params['at'] ?? PRESETS[0].at;
  const atSec = parseIso(at);
  const blackout = useDocument<BlackoutDocument>(known ? 'blackout' : undefined, {
    country,
    at,
    share: params['share'],
  });
  const signals = useDocument<OutagesDocument>(known && atSec !== undefined ? 'outage' : undefined, {
    country,
    ...(atSec === undefined
      ? {}
      : { from: formatIso(Math.max(0, atSec - AROUND_SEC)), to: formatIso(atSec + AROUND_SEC) }),
  });
  const nodes = useDocument<NodesDocument>(known ? 'nodes' : undefined);
  return (
    <>
      <ViewHead name="Outages" sentence={blackout.document?.sentence} />
      <BlackoutControls country={country} at={at} />
      <Answer asked={blackout} height={520} what="what an outage can do">
        {(document) => <AtStake document={document} />}
      </Answer>
      <section class="network-section" aria-labelledby="signals-title">
        <h2 id="signals-title">Who saw it</h2>
        <Answer asked={signals} height={120} what="the signals">
          {(document) => <Signals document={document} />}
        </Answer>
      </section>
      <section class="network-section" aria-labelledby="nodes-title">
        <h2 id="nodes-title">Reachable nodes</h2>
        <Answer asked={nodes} height={240} what="the nodes">
          {(document) => <Nodes document={document} />}
        </Answer>
      </section>
      <HowComputed anchor="outages">
        A window of blocks is tested against the week before; a signal against its own hours of earlier weeks.
      </HowComputed>
    </>
  );
}

function BlackoutControls({ country, at }: { readonly country: string; readonly at: string }): JSX.Element {
  return (
    <>
      <div class="presets" role="group" aria-label="Outages to start from">
        {PRESETS.map((preset) => (
          <button
            key={preset.label}
            type="button"
            class="text-button"
            onClick={() => choose({ country: preset.country, at: preset.at, share: '' })}
          >
            {preset.label}
          </button>
        ))}
      </div>
      <form class="controls" onSubmit={(event) => event.preventDefault()} aria-label="The outage">
        <label class="field">
          <span>Country</span>
          <select name="country" value={country} onChange={(event) => choose({ country: event.currentTarget.value })}>
            {BY_NAME.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <TimeField label="Begun at" value={at} onTime={(text) => choose({ at: text })} />
      </form>
    </>
  );
}

function AtStake({ document }: { readonly document: BlackoutDocument }): JSX.Element {
  const plot = useMemo(() => windowsPlot(document, reader), [document]);
  const shares = useMemo(() => sharesTable(document, reader), [document]);
  const { hashrate, nodes, country } = document;
  const { atStake } = hashrate;
  const counted = nodes.counted ?? nodes.example;
  return (
    <>
      <Chart plot={plot} height={260} whole />
      <dl class="figures">
        <div>
          <dt>Share of the hashrate{atStake === null || atStake.month === null ? '' : `, ${atStake.month}`}</dt>
          <dd data-figure="share">{atStake === null ? 'cannot be told' : formatShare(atStake.share, reader)}</dd>
        </div>
        <div>
          <dt>Its loss shows after</dt>
          <dd>
            {atStake === null
              ? 'cannot be told'
              : atStake.secondsToShow === null
                ? 'more than 60 days'
                : formatDurationWords(atStake.secondsToShow)}
          </dd>
        </div>
        <div>
          <dt>Share of the nodes then</dt>
          <dd data-figure="nodes">
            {nodes.counted === null ? 'cannot be told' : formatShare(nodes.counted.share, reader)}
            {counted !== null && (
              <>
                <br />
                <span class="range">
                  {formatDay(counted.at)}: {formatCount(counted.nodes, reader)} of{' '}
                  {formatCount(counted.located, reader)} in {country.name}
                </span>
              </>
            )}
          </dd>
        </div>
      </dl>
      {shares.length > 0 && <DataTable table={shares} newestFirst />}
      <Notes notes={document.notes} />
    </>
  );
}

function Signals({ document }: { readonly document: OutagesDocument }): JSX.Element {
  const { signals, country, sentence, notes, falseAlarm } = document;
  const table = useMemo(() => outagesTable(document, reader), [document]);
  const plots = useMemo(
    () => signals.filter(({ points }) => points.length > 1).map((signal) => signalPlot(signal, reader)),
    [document],
  );
  return (
    <>
      <p class="network-lead">{typeset(sentence)}</p>
      {signals.length === 0 ? (
        <CopyLine
          label="To bring what others measured (IODA, Cloudflare Radar, a CSV of time,percent)"
          text={`vigil outage import --source ioda --country ${country.code} FILE`}
        />
      ) : (
        <>
          {table.length > 0 && <DataTable table={table} />}
          <div class={plots.length > 1 ? 'pair' : ''}>
            {plots.map((plot) => (
              <Chart key={plot.name} plot={plot} height={240} />
            ))}
          </div>
          <Notes
            notes={[
              ...notes,
              `a signal without any outage raises an alarm ${falseAlarm.perYear === 1 ? 'once' : `${falseAlarm.perYear} times`} a year at most, by ${falseAlarm.method}`,
            ]}
          />
        </>
      )}
    </>
  );
}

function Nodes({ document }: { readonly document: NodesDocument }): JSX.Element {
  const { at, isExample, countries, history, sentence, notes, database } = document;
  const table = useMemo(() => countriesTable(document, reader), [document]);
  const plot = useMemo(() => countsPlot(document, reader), [document]);
  return (
    <>
      <p class="network-lead">{typeset(sentence)}</p>
      {history.length > 1 && <Chart plot={plot} height={240} />}
      {countries.length > 0 && <DataTable table={table} />}
      {(at === null || isExample) && (
        <CopyLine label="To count them yourself, with restraint" text="vigil nodes crawl --contact YOUR-PAGE" />
      )}
      <Notes notes={[...notes, ...(database === null ? [] : [`countries by ${database.name} of ${database.day}`])]} />
    </>
  );
}
