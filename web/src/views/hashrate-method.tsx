import type { JSX } from 'preact';

/** How hashrate, its changes and claims on it are made out. */
export function HashrateMethod(): JSX.Element {
  return (
    <>
      <section id="method-hashrate">
        <h2>Hashrate</h2>
        <p>
          While a block takes <em>w</em> hashes on average, a network of <em>H</em> hashes a second finds blocks as a
          Poisson process of rate <em>H / w</em>. A window’s chance is the sum of its seconds over the work of the block
          being sought, so windows may cross retargets. From the count and the chance follows a Gamma distribution of
          the hashrate (Jeffreys’ prior): its median is the figure, its ends the interval.
        </p>
        <p>
          The curve is a smoother over such counts: a hashrate that wanders, at a pace that the data choose, and now and
          then jumps. The dark band holds it with 50 % probability, the light one with the level asked for. The dots are
          the counts alone, and scatter by luck.
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
          Contradicted: it excludes the claimed size. Not distinguishable from luck: it allows both. “Luck alone” is how
          often a hashrate that did not change shows such a change all the same. The page computes it by the same code
          as the command line.
        </p>
      </section>
    </>
  );
}
