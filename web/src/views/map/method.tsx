import type { JSX } from 'preact';

/** How the map and the pools are made. */
export function MapMethod(): JSX.Element {
  return (
    <>
      <section id="method-map">
        <h2>Map</h2>
        <p>
          A few pools tell CBECI from which addresses their miners connect; the map takes the whole network to be like
          them. If those pools are a part <em>s</em> of the network and a country has <em>p</em> of theirs, it has at
          least <em>s·p</em> of all and at most <em>s·p + 1 − s</em>: that is the bar beside each share. Hashrates are
          the share times what the month’s blocks show, and their interval is the luck of those blocks alone. The fossil
          share weighs the grids of countries, in the year or the last one known; hashrate that is placed nowhere counts
          as the world’s average, and as none and all fossil for the range.
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
    </>
  );
}
