import type { JSX } from 'preact';

/** How outages are found and what they can show. */
export function OutagesMethod(): JSX.Element {
  return (
    <section id="method-outages">
      <h2>Outages</h2>
      <p>
        What a window of blocks can show is the smallest fall that the exact conditional test of two counts finds with
        90 % probability at 5 % false alarms, against the week before. It is compared with the country’s share of the
        hashrate as it was published: of those pools that told, so the bounds say what holds whatever the others do.
      </p>
      <p>
        A signal of a country’s network (its nodes by one’s own crawl, or what IODA, Cloudflare Radar and others
        measured) is compared with the same hours of earlier weeks. A one-sided CUSUM over its deviations raises the
        alarm; the threshold keeps false alarms at one a year, counted on simulated signals with noise that is
        correlated, heavy-tailed, or wanders. Start and end carry the interval that the points leave open.
      </p>
      <p>
        A crawl visits each node that is known once an hour at most, asks for addresses once a day, tells who it is, and
        leaves out whoever asked to be left out.
      </p>
    </section>
  );
}
