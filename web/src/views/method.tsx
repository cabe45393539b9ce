import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

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
        <section id="method-outages">
          <h2>Outages</h2>
          <p>
            What a window of blocks can show is the smallest fall that the exact conditional test of two counts finds
            with 90 % probability at 5 % false alarms, against the week before. It is compared with the country’s share
            of the hashrate as it was published: of those pools that told, so the bounds say what holds whatever the
            others do.
          </p>
          <p>
            A signal of a country’s network (its nodes by one’s own crawl, or what IODA, Cloudflare Radar and others
            measured) is compared with the same hours of earlier weeks. A one-sided CUSUM over its deviations raises the
            alarm; the threshold keeps false alarms at one a year, counted on simulated signals with noise that is
            correlated, heavy-tailed, or wanders. Start and end carry the interval that the points leave open.
          </p>
          <p>
            A crawl visits each node that is known once an hour at most, asks for addresses once a day, tells who it is,
            and leaves out whoever asked to be left out.
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
        <section id="method-energy">
          <h2>Energy</h2>
          <p>
            Nobody meters the network. What can be told is which machines pay: a machine that needs more energy for a
            terahash than it earns, at a price of electricity, is taken to stand still. This is the method of the
            Cambridge Bitcoin Electricity Consumption Index (version 1.4): earnings as a mean of 14 days, machines
            younger than five years, and the hashrate. The lower bound lets every machine be the most efficient one, the
            upper bound the least efficient one that pays; the best guess is a basket of all that pay, newer ones
            weighing more. Cooling and losses add 1, 20 and 10{'\u202f'}%. The result is a mean of 7 days.
          </p>
          <p>
            The band is what is assumed, not luck: luck moves the hashrate of a week by about 5{'\u202f'}%. Emissions
            share power out as the mining map shares hashrate out, each country at the mean mix of its grid; what miners
            themselves burn is not known.
          </p>
        </section>
        <section id="method-events">
          <h2>Events</h2>
          <p>
            What a price did after an event is set against what it did in windows before, in which nothing is known to
            have happened: those of the same hour and kind of day in the year before, a thousand or more. Each move is
            taken over its usual size, a forecast from the volatility before it, so that calm and wild times can be
            compared. The share of windows with a move as large is exact, and no smaller than one over their number. By
            the day, what other coins did is taken off first (a market model fitted on 120 days that end before the
            event).
          </p>
          <p>
            Of two events near each other it is asked from which of them a move is more likely to have begun. The odds
            are those of the hours that followed under each, with heavy tails; beside them stands how often they lean as
            far where neither happened. They tell when a move began, not why.
          </p>
        </section>
        <section id="method-market">
          <h2>Market</h2>
          <p>
            The price is the median over the exchanges. One is left out when it lies more than 3.5 scaled median
            absolute deviations and more than half a per cent from the median of all (Iglewicz and Hoaglin, 1993), or is
            older than three minutes. While fewer than half of them are wrong, the median is right; where no majority
            agrees within 5{'\u202f'}%, no price is told. The past is told as it was known: only candles that had ended
            by the moment count.
          </p>
          <p>
            Volatility is realized volatility, the root of the mean squared logarithmic return scaled to a year; its
            interval holds while volatility itself moves (Barndorff-Nielsen and Shephard, 2002). It tells of the window,
            not of what comes. A sea of red: nine in ten coins or more fell.
          </p>
        </section>
        <section id="method-map">
          <h2>Map</h2>
          <p>
            A few pools tell CBECI from which addresses their miners connect; the map takes the whole network to be like
            them. If those pools are a part <em>s</em> of the network and a country has <em>p</em> of theirs, it has at
            least <em>s·p</em> of all and at most <em>s·p + 1 − s</em>: that is the bar beside each share. Hashrates are
            the share times what the month’s blocks show, and their interval is the luck of those blocks alone. The
            fossil share weighs the grids of countries, in the year or the last one known; hashrate that is placed
            nowhere counts as the world’s average, and as none and all fossil for the range.
          </p>
        </section>
        <section id="method-pools">
          <h2>Pools</h2>
          <p>
            A pool’s count of blocks is binomial with its share; with Jeffreys’ prior the share is Beta distributed.
            Blocks of one window can’t tell hashrate from luck: that takes a share from elsewhere, the blocks before or
            what a pool states. Two windows are compared as hashrates are, and a change is called one only where luck
            explains it in none of all the pools that were looked at.
          </p>
        </section>
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
