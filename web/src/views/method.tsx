import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { MapMethod } from './map/method.tsx';

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
        <section id="method-hashrate">
          <h2>Hashrate</h2>
          <p>
            While a block takes <em>w</em> hashes on average, a network of <em>H</em> hashes a second finds blocks as a
            Poisson process of rate <em>H / w</em>. A window’s chance is the sum of its seconds over the work of the
            block being sought, so windows may cross retargets. From the count and the chance follows a Gamma
            distribution of the hashrate (Jeffreys’ prior): its median is the figure, its ends the interval.
          </p>
          <p>
            The curve is a smoother over such counts: a hashrate that wanders, at a pace that the data choose, and now
            and then jumps. The dark band holds it with 50 % probability, the light one with the level asked for. The
            dots are the counts alone, and scatter by luck.
          </p>
          <p>
            Bitcoin Core’s <code>getnetworkhashps</code> divides the work of N blocks by the time of N − 1 intervals’
            worth of luck and comes out high by N/(N − 1); the table shows it beside ours for windows of blocks.
          </p>
        </section>
        <section id="method-changes">
          <h2>Changes</h2>
          <p>
            A change is a jump beyond growth and drift. All ways to cut the span are weighed (exact Bayesian change
            points, Fearnhead 2006), and what is reported is more likely than not. How often such a search reports a
            change where there is none was counted on simulated histories, and stands under the list.
          </p>
        </section>
        <section id="method-claim">
          <h2>Claims</h2>
          <p>
            The baseline and the window each leave a range of hashrates open. Their ratio has a known distribution, and
            the verdict rests on its interval. Supported: it excludes no change and allows the claimed size, or more.
            Contradicted: it excludes the claimed size. Not distinguishable from luck: it allows both. “Luck alone” is
            how often a hashrate that did not change shows such a change all the same. The page computes it by the same
            code as the command line.
          </p>
        </section>
        <section id="method-difficulty">
          <h2>Difficulty</h2>
          <p>
            Every 2{'\u202f'}016 blocks the difficulty is set to what would have made the last 2{'\u202f'}015 intervals
            take two weeks, by a factor of four at most. The forecast combines the blocks of the epoch so far with the
            hashrate’s distribution, so its range narrows as blocks come in.
          </p>
        </section>
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
