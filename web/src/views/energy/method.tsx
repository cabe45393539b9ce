import type { JSX } from 'preact';

/** How power and emissions are estimated: the paragraph of the method's page. */
export function EnergyMethod(): JSX.Element {
  return (
    <section id="method-energy">
      <h2>Energy</h2>
      <p>
        Nobody meters the network. What can be told is which machines pay: a machine that needs more energy for a
        terahash than it earns, at a price of electricity, is taken to stand still. This is the method of the Cambridge
        Bitcoin Electricity Consumption Index (version 1.4): earnings as a mean of 14 days, machines younger than five
        years, and the hashrate. The lower bound lets every machine be the most efficient one, the upper bound the least
        efficient one that pays; the best guess is a basket of all that pay, newer ones weighing more. Cooling and
        losses add 1, 20 and 10{'\u202f'}%. The result is a mean of 7 days.
      </p>
      <p>
        The band is what is assumed, not luck: luck moves the hashrate of a week by about 5{'\u202f'}%. Emissions share
        power out as the mining map shares hashrate out, each country at the mean mix of its grid; what miners
        themselves burn is not known.
      </p>
    </section>
  );
}
