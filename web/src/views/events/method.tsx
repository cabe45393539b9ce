import type { JSX } from 'preact';

/** How events are studied. */
export function EventsMethod(): JSX.Element {
  return (
    <section id="method-events">
      <h2>Events</h2>
      <p>
        What a price did after an event is set against what it did in windows before, in which nothing is known to have
        happened: those of the same hour and kind of day in the year before, a thousand or more. Each move is taken over
        its usual size, a forecast from the volatility before it, so that calm and wild times can be compared. The share
        of windows with a move as large is exact, and no smaller than one over their number. By the day, what other
        coins did is taken off first (a market model fitted on 120 days that end before the event), and windows that
        overlap count together.
      </p>
      <p>
        Of two events near each other it is asked from which of them a move is more likely to have begun. The odds are
        those of the hours that followed under each, with heavy tails; beside them stands how often they lean as far
        where neither happened. They tell when a move began, not why.
      </p>
    </section>
  );
}
