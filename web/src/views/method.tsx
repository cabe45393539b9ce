import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { OutagesMethod } from './blackout/method.tsx';
import { EnergyMethod } from './energy/method.tsx';
import { EventsMethod } from './events/method.tsx';
import { HashrateMethod } from './hashrate-method.tsx';
import { MapMethod } from './map/method.tsx';
import { MarketMethod } from './market/method.tsx';

/** How each figure is made, in a paragraph each, with its model and source. */
export function MethodView({ params }: { readonly params: Readonly<Record<string, string>> }): JSX.Element {
  const on = params['on'];
  useEffect(() => {
    if (on !== undefined) document.getElementById(`method-${on}`)?.scrollIntoView();
  }, [on]);
  return (
    <>
      <header class="view-head">
        <h1 class="kicker" tabIndex={-1}>
          Method
        </h1>
        <p class="sentence">Nobody sees hashrate. One sees blocks, which come by chance, and works back.</p>
      </header>
      <div class="prose">
        <HashrateMethod />
        <OutagesMethod />
        <section id="method-difficulty">
          <h2>Difficulty</h2>
          <p>
            Every 2{'\u202f'}016 blocks the difficulty is set to what would have made the last 2{'\u202f'}015 intervals
            take two weeks, by a factor of four at most. The forecast combines the blocks of the epoch so far with the
            hashrate’s distribution, so its range narrows as blocks come in.
          </p>
        </section>
        <EnergyMethod />
        <EventsMethod />
        <MarketMethod />
        <MapMethod />
        <section id="method-report">
          <h2>January 2022</h2>
          <p>
            Published claims are tested one by one. The words are made from the figures: with other data the verdict
            would be another. Where there are no data, the page says so.
          </p>
        </section>
      </div>
    </>
  );
}
