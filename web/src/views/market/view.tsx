import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { connection } from '../../api/connection.ts';
import type { MarketDocument } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { UtcTime } from '../../components/utc-time.tsx';
import { HowComputed, Notes, ViewHead } from '../../components/view-head.tsx';
import { formatChange, formatCount } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatDayShort, formatDurationWords, formatIso } from '../../format/time.ts';
import { choose } from '../../state/route-state.ts';
import { useStore } from '../../state/store.ts';
import { Board } from './board.tsx';
import { JANUARY_2022 } from './choices.ts';
import { MarketControls } from './controls.tsx';
import { drawdownPlot } from './drawdown-plot.ts';
import { formatMoney } from './money.ts';
import { pricePlot, sourcesOf } from './price-plot.ts';
import { sourcesTable } from './sources-table.ts';
import { useMarketNow } from './use-market-now.ts';

/** Market: the price and who says so, how far it is under its high, and how the coins moved together. */
export function MarketView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const { status } = useStore(connection);
  const { quote = 'USD', level } = params;
  const isChosen = ['at', 'from', 'to', 'on'].some((name) => params[name] !== undefined);
  const path = status === undefined ? undefined : 'market';
  const chosen = useDocument<MarketDocument>(isChosen ? path : undefined, {
    at: params['at'],
    from: params['from'],
    to: params['to'],
    quote,
    level,
  });
  const now = useDocument<MarketDocument>(isChosen ? undefined : path, { quote, level });
  // Where no exchange is followed, nothing is newer than the built-in prices: their best-known month is shown.
  const isPast =
    !isChosen && (now.document?.live === false || (now.document === undefined && now.failure !== undefined));
  const { at, from, to } = JANUARY_2022;
  const past = useDocument<MarketDocument>(isPast ? path : undefined, { at, from, to, quote, level });
  const asked = isChosen ? chosen : isPast ? past : now;
  const moving = useMarketNow(isChosen ? undefined : now, quote);
  const document = isChosen || isPast ? asked.document : moving;
  return (
    <>
      <ViewHead name="Market" sentence={document?.sentence} />
      <MarketControls
        params={isPast ? { at, from, to } : params}
        shown={document}
        quotes={document?.quotes ?? ['USD']}
        quote={quote}
        onChoose={choose}
      />
      <Answer asked={{ ...asked, document }} height={760} what="the market">
        {(found) => <MarketBody document={found} />}
      </Answer>
    </>
  );
}

function MarketBody({ document }: { readonly document: MarketDocument }): JSX.Element {
  const price = useMemo(() => pricePlot(document, reader), [document]);
  const drawdown = useMemo(() => drawdownPlot(document, reader), [document]);
  const sources = useMemo(() => sourcesTable(document, reader), [document]);
  const onRange = (from: number, to: number): void => {
    const step = Math.min(document.step, 3600);
    const whole = (time: number): string => formatIso(Math.round(time / step) * step);
    choose({ at: '', from: whole(from), to: whole(to), on: '' });
  };
  return (
    <div class="market">
      {document.points.length > 0 && <Chart plot={price} height={400} onRange={onRange} />}
      <Figures document={document} />
      {document.board !== null && <Board board={document.board} quote={document.quote} />}
      <section aria-labelledby="market-drawdown">
        <h2 id="market-drawdown">Under its high</h2>
        <Chart plot={drawdown} height={240} />
      </section>
      <section aria-labelledby="market-sources">
        <h2 id="market-sources">Who says so</h2>
        <DataTable key={document.sources.length} table={sources} />
      </section>
      <Notes notes={document.notes} />
      <HowComputed anchor="market">
        The price is the median of what the exchanges say, without those too far from the others or too old; volatility
        is that of the returns in the window. Source: {sourcesOf(document)}.
      </HowComputed>
    </div>
  );
}

function Figures({ document }: { readonly document: MarketDocument }): JSX.Element {
  const { price, quote, changes, allTimeHigh, volatility, level } = document;
  const percent = (ratio: number): string => `${formatCount(ratio * 100, reader)}\u202f%`;
  return (
    <dl class="figures">
      <div>
        <dt>
          Price at <UtcTime at={price.at} />
        </dt>
        <dd data-figure="price">
          {formatMoney(price.value, quote, reader)}
          {price.exchanges > 1 && (
            <span class="range">
              {' '}
              ({formatMoney(price.low, quote, reader)} to {formatMoney(price.high, quote, reader)} on {price.exchanges}{' '}
              exchanges)
            </span>
          )}
        </dd>
      </div>
      {changes.map(({ seconds, ratio, fromPrice }) => (
        <div key={seconds}>
          <dt>Change over {formatDurationWords(seconds)}</dt>
          <dd data-figure={`change-${seconds}`}>
            {ratio === null || fromPrice === null ? (
              'no price then'
            ) : (
              <>
                {formatChange(ratio, reader, 2)} <span class="range">from {formatMoney(fromPrice, quote, reader)}</span>
              </>
            )}
          </dd>
        </div>
      ))}
      <div>
        <dt>Under its high of {formatDayShort(allTimeHigh.at)}</dt>
        <dd data-figure="drawdown">
          {formatChange(allTimeHigh.drawdown, reader)}{' '}
          <span class="range">from {formatMoney(allTimeHigh.price, quote, reader)}</span>
        </dd>
      </div>
      {volatility.map(({ from, to, annualized }) => (
        <div key={to - from}>
          <dt>Volatility a year, over {formatDurationWords(to - from)}</dt>
          <dd>
            {percent(annualized.median)}{' '}
            <span class="range">
              ({percent(annualized.low)} to {percent(annualized.high)} with {percent(level)} probability)
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
