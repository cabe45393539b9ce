import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { connection } from '../../api/connection.ts';
import type { EmissionsAnswer, EnergyDocument } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { HowComputed, Notes, ViewHead } from '../../components/view-head.tsx';
import { formatCount, formatHashrateInterval, formatShare, formatSignificant } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatDay } from '../../format/time.ts';
import { choose } from '../../state/route-state.ts';
import { useStore } from '../../state/store.ts';
import { energySpans } from './choices.ts';
import { EnergyControls } from './controls.tsx';
import { hashpricePlot } from './hashprice-plot.ts';
import { powerPlot, wholeDays } from './power-plot.ts';
import { emissionsTable, machinesTable } from './tables.ts';

/** What CBECI quotes its index at. */
const USUAL_POWER_PRICE = '0.05';

/** Energy: what the network draws by which machines pay, what they earn, and what that emits. */
export function EnergyView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const { status } = useStore(connection);
  const spans = useMemo(() => energySpans(status?.sources ?? []), [status]);
  const chosen = params['from'] !== undefined || params['to'] !== undefined || params['span'] === 'year';
  const { from, to } = chosen ? params : (spans[0] ?? {});
  const powerPrice = params['power-price'] ?? USUAL_POWER_PRICE;
  const asked = useDocument<EnergyDocument>(status === undefined ? undefined : 'energy', {
    from,
    to,
    'power-price': powerPrice,
    level: params['level'],
  });
  return (
    <>
      <ViewHead name="Energy" sentence={asked.document?.sentence} />
      <EnergyControls
        spans={spans}
        from={from}
        to={to}
        covered={asked.document}
        powerPrice={powerPrice}
        onChoose={choose}
      />
      <Answer asked={asked} height={720} what="the electricity">
        {(document) => <EnergyBody document={document} />}
      </Answer>
    </>
  );
}

function EnergyBody({ document }: { readonly document: EnergyDocument }): JSX.Element {
  const power = useMemo(() => powerPlot(document, reader), [document]);
  const hashprice = useMemo(() => hashpricePlot(document, reader), [document]);
  const machines = useMemo(() => machinesTable(document, reader), [document]);
  const onRange = (start: number, end: number): void => {
    const [from, to] = wholeDays(start, end);
    choose({ from, to, span: '' });
  };
  return (
    <>
      <Chart plot={power} height={420} onRange={onRange} />
      <Figures document={document} />
      <section aria-labelledby="energy-hashprice">
        <h2 id="energy-hashprice">What mining earns</h2>
        <Chart plot={hashprice} height={260} onRange={onRange} />
      </section>
      <section aria-labelledby="energy-machines">
        <h2 id="energy-machines">Which machines pay</h2>
        <DataTable key={document.to} table={machines} />
      </section>
      <section aria-labelledby="energy-emissions">
        <h2 id="energy-emissions">What it emits</h2>
        {document.emissions === null ? (
          <NoEmissions at={document.at.time} />
        ) : (
          <Emitted emissions={document.emissions} />
        )}
      </section>
      <Notes notes={document.notes} />
      <HowComputed anchor="energy">
        Which machines pay follows from the price of bitcoin, of electricity, and the difficulty; their efficiency times
        the hashrate is power. Source: {document.source.description}; {document.prices}.
      </HowComputed>
    </>
  );
}

/** The last day in figures. */
function Figures({ document }: { readonly document: EnergyDocument }): JSX.Element {
  const { at, used } = document;
  const range = (unit: string, value: { lower: number; best: number; upper: number }, by: number): string => {
    const words = (part: number): string => formatSignificant(part / by, reader);
    return `${words(value.best)}\u202f${unit} (${words(value.lower)} to ${words(value.upper)})`;
  };
  return (
    <dl class="figures">
      <div>
        <dt>Power on {formatDay(at.time)}</dt>
        <dd data-figure="power">{range('GW', at.power, 1e9)}</dd>
      </div>
      <div>
        <dt>A year at that power</dt>
        <dd data-figure="annualized">{range('TWh', at.annualized, 1)}</dd>
      </div>
      <div>
        <dt>Used in the span shown</dt>
        <dd>{range('TWh', used, 1)}</dd>
      </div>
      <div>
        <dt>Hashrate of these 7 days</dt>
        <dd>{formatHashrateInterval(at.hashrate, reader)}</dd>
      </div>
      <div>
        <dt>Hashprice</dt>
        <dd>{formatSignificant(at.hashprice, reader)} USD per TH/s and day</dd>
      </div>
      <div>
        <dt>Machines that pay at {priceWords(document.powerPrice)} USD a kWh</dt>
        <dd>
          {formatCount(at.machines, reader)}, those below {formatSignificant(at.threshold, reader)} J/TH
        </dd>
      </div>
    </dl>
  );
}

/** A price of electricity with the decimals it was given with. */
function priceWords(usd: number): string {
  return formatCount(usd, reader, Math.max(2, String(usd).split('.')[1]?.length ?? 0));
}

function Emitted({ emissions }: { readonly emissions: EmissionsAnswer }): JSX.Element {
  const { annualizedMt, intensity, fossilShare, month } = emissions;
  const table = useMemo(() => emissionsTable(emissions, reader), [emissions]);
  const mt = (value: number): string => formatSignificant(value, reader);
  return (
    <>
      <p class="section-sentence">
        A year at that power emits about {mt(annualizedMt.best)} million tonnes of CO₂e, from {mt(annualizedMt.lower)}{' '}
        to {mt(annualizedMt.upper)} by which machines run and what plants emit: {formatCount(intensity.best, reader)} g
        a kWh ({formatCount(intensity.lower, reader)} to {formatCount(intensity.upper, reader)})
        {fossilShare === null ? '' : `, ${formatShare(fossilShare, reader)} of the electricity fossil`}.
      </p>
      <DataTable table={table} />
      <p class="how">
        Shares of hashrate are those of {month}, from a sample of pools; each country is taken at the mean mix of its
        grid. Neither doubt is in the range. Source: {emissions.shares}.
      </p>
    </>
  );
}

/** The shares of countries end: emissions can't be told, and a span that has them is one press away. */
function NoEmissions({ at }: { readonly at: number }): JSX.Element {
  return (
    <p>
      No shares of hashrate by country are known within a year of {formatDay(at)}, so emissions can’t be told.{' '}
      <button
        type="button"
        class="text-button"
        onClick={() => choose({ from: '2021-12-01', to: '2022-02-01', span: '' })}
      >
        Show January 2022, the last month of the mining map
      </button>
    </p>
  );
}
