import type { JSX } from 'preact';

/** How the market's figures are made. */
export function MarketMethod(): JSX.Element {
  return (
    <section id="method-market">
      <h2>Market</h2>
      <p>
        The price is the median over the exchanges. One is left out when it lies more than 3.5 scaled median absolute
        deviations and more than half a per cent from the median of all (Iglewicz and Hoaglin, 1993), or is older than
        three minutes. While fewer than half of them are wrong, the median is right; where no majority agrees within 5
        {'\u202f'}%, no price is told. The past is told as it was known: only candles that had ended by the moment
        count.
      </p>
      <p>
        Volatility is realized volatility, the root of the mean squared logarithmic return scaled to a year; its
        interval holds while volatility itself moves (Barndorff-Nielsen and Shephard, 2002). It tells of the window, not
        of what comes. A sea of red: nine in ten coins or more fell.
      </p>
    </section>
  );
}
