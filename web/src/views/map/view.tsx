import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { connection } from '../../api/connection.ts';
import type { MapDocument, MapMonth } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { HowComputed, Notes, ViewHead } from '../../components/view-head.tsx';
import { formatCount, formatHashrateInterval, formatShare } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { typeset } from '../../format/typeset.ts';
import { choose } from '../../state/route-state.ts';
import { useStore } from '../../state/store.ts';
import { Comparison } from './comparison.tsx';
import { CountryTable } from './country-table.tsx';
import { fossilPlot } from './fossil-plot.ts';
import { MonthSlider } from './month-slider.tsx';
import { chosenMonth, monthName, monthsUntil, neighbours } from './months.ts';
import { Pools } from './pools.tsx';
import { WorldMap } from './world-map.tsx';

/** Where mining happens: the world month by month, where it went, what it burns, and who mines. */
export function MapView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const known = useStore(connection).status !== undefined;
  const { before, after } = params;
  const asked = useDocument<MapDocument>(known ? 'map' : undefined, { before, after });
  return (
    <>
      <ViewHead name="Map" sentence={asked.document && headSentence(asked.document, params['month'])} />
      <Answer asked={asked} height={640} what="the map">
        {(document) => <MapBody document={document} params={params} />}
      </Answer>
      <Pools known={known} />
    </>
  );
}

/** The sentence of the month that is shown. */
function headSentence(document: MapDocument, asked: string | undefined): string {
  const name = chosenMonth(monthsUntil(document, Date.now()), document, asked);
  const month = document.months.find((row) => row.month === name);
  return month?.sentence ?? `Where the hashrate was in ${monthName(name)} is not known.`;
}

function MapBody({
  document,
  params,
}: {
  readonly document: MapDocument;
  readonly params: Readonly<Record<string, string>>;
}): JSX.Element {
  const months = useMemo(() => monthsUntil(document, Date.now()), [document]);
  const name = chosenMonth(months, document, params['month']);
  const month = document.months.find((row) => row.month === name);
  const country = params['country'];
  const plot = useMemo(() => fossilPlot(document, reader), [document]);
  const title = `Share of the hashrate by country, ${monthName(name)}`;
  return (
    <>
      <MonthSlider months={months} document={document} month={name} onChoose={(chosen) => choose({ month: chosen })} />
      <div class="map-and-caveats">
        <WorldMap month={month} title={title} country={country} onChoose={(chosen) => choose({ country: chosen })} />
        <Caveats document={document} month={month} />
      </div>
      {month === undefined ? (
        <NoShares document={document} month={name} />
      ) : (
        <Month document={document} month={month} country={country} />
      )}
      {document.comparison !== null && <Comparison document={document} comparison={document.comparison} />}
      <section aria-labelledby="map-energy">
        <h2 id="map-energy">What it burnt</h2>
        <Chart plot={plot} height={280} />
        <Notes notes={document.notes} />
        <HowComputed anchor="map">
          Shares: {document.shares.description}. Hashrates: {document.source?.description ?? 'no blocks at hand'}.
          Electricity: Our World in Data.
        </HowComputed>
      </section>
    </>
  );
}

function Month({
  document,
  month,
  country,
}: {
  readonly document: MapDocument;
  readonly month: MapMonth;
  readonly country: string | undefined;
}): JSX.Element {
  const flagged = new Set(document.caveats.map(({ about }) => about));
  const { energy, hashrate } = month;
  const regions = document.regions.find((row) => row.month === month.month);
  return (
    <>
      <CountryTable month={month} country={country} flagged={flagged} />
      <dl class="figures">
        {hashrate !== null && (
          <div>
            <dt>The whole network, by the blocks of the month</dt>
            <dd>{formatHashrateInterval(hashrate, reader)}</dd>
          </div>
        )}
        {energy !== null && (
          <div>
            <dt>Fossil share of these grids, and if the rest is none or all</dt>
            <dd>
              {formatShare(energy.fossil.value, reader)}{' '}
              <span class="range">
                {formatShare(energy.fossil.low, reader)} to {formatShare(energy.fossil.high, reader)}
              </span>
            </dd>
          </div>
        )}
        {energy !== null && (
          <div>
            <dt>Grams of CO₂ a kWh on these grids</dt>
            <dd>
              {formatCount(energy.carbonIntensity.value, reader)}{' '}
              <span class="range">
                {formatCount(energy.carbonIntensity.low, reader)} to {formatCount(energy.carbonIntensity.high, reader)}
              </span>
            </dd>
          </div>
        )}
        {regions !== undefined && (
          <div>
            <dt>China’s part, by province</dt>
            <dd>
              {regions.regions
                .filter(({ region }) => region !== 'other')
                .slice(0, 3)
                .map(({ region, share }) => `${region} ${formatShare(share, reader)}`)
                .join(', ')}
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

/** What has to be known beside the map: of all of it, and of the countries that are on it. */
function Caveats({
  document,
  month,
}: {
  readonly document: MapDocument;
  readonly month: MapMonth | undefined;
}): JSX.Element {
  const on = new Set(month?.countries.map(({ country }) => country));
  const shown = document.caveats.filter(({ about }) => about === 'all' || on.has(about));
  return (
    <aside class="caveats" aria-label="Caveats">
      <h2>Before you read it</h2>
      <ul>
        {shown.map(({ text }) => (
          <li key={text}>{typeset(`${text}.`)}</li>
        ))}
      </ul>
    </aside>
  );
}

function NoShares({ document, month }: { readonly document: MapDocument; readonly month: string }): JSX.Element {
  const { before, after } = neighbours(document, month);
  const near = [before, after].flatMap((row) => (row === undefined ? [] : [row.month]));
  return (
    <div class="missing" role="status">
      <p>
        No shares are known for {monthName(month)}; the nearest months are {near.map(monthName).join(' and ')}. CBECI
        has not published such figures as a free download since; shares of your own are read by{' '}
        <code>vigil map --file shares.csv</code>.
      </p>
    </div>
  );
}
