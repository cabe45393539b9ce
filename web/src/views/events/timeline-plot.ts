import type { EventEntry } from '../../api/documents.ts';
import type { Layer, Plot } from '../../charts/plot.ts';
import { timelineTable } from './timeline-table.ts';
import { eventTime, shortName } from './words.ts';

/** Height of a lane on the page, in pixels, and of what is around the lanes. */
const LANE_PX = 44;
const AROUND_PX = 90;

/** From so many dots on, those of a lane are small and let others shine through. */
const CROWDED = 20;

/** Share of the span that is left free at both ends. */
const PAD = 0.02;

/** The timeline as a figure: a lane for each kind of event, a dot for each event, the one that is studied marked. */
export function timelinePlot(events: readonly EventEntry[], chosen: EventEntry | undefined): Plot | undefined {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined || first.from === last.from) return undefined;
  // The kind with the most events lies lowest: it is the ground that the others stand out from.
  const lanes = lanesOf(events);
  const laneOf = ({ category }: EventEntry): number => lanes.findIndex(([name]) => name === category);
  const pad = (last.from - first.from) * PAD;
  const domain = [first.from - pad, Math.max(last.from, last.to) + pad] as const;
  const dots = (isOwn: boolean, lane: number): Layer => {
    const those = events.filter((event) => laneOf(event) === lane && (event.origin === 'own') === isOwn);
    const [x, y] = [those.map(({ from }) => from), those.map(() => lane)];
    const isCrowded = those.length > CROWDED;
    const looks = { radius: isCrowded ? 3 : 4, alpha: isCrowded ? 0.4 : 1 };
    return { type: 'dots', x, y, role: isOwn ? 'estimate' : 'ink', ...looks };
  };
  return {
    name: 'events-timeline',
    title: 'What is known to have happened',
    summary: `${events.length} events from ${eventTime(first)} to ${eventTime(last)}: ${lanes.map(([name, count]) => `${count} of the kind ${words(name)}`).join(', ')}.`,
    source: "Vigil's timeline and own events; sources in the table. Vigil.",
    x: { kind: 'time', domain },
    y: { kind: 'linear', domain: [-0.5, lanes.length - 0.25], title: '', format: () => '', bare: true },
    layers: [
      ...lanes.flatMap(([name, count], lane): Layer[] => [
        dots(false, lane),
        dots(true, lane),
        { type: 'label', place: 'row', x: domain[0], y: lane, role: 'muted', text: `${words(name)}, ${count}` },
      ]),
      ...(chosen === undefined
        ? []
        : [{ type: 'rule', at: chosen.from, role: 'event', label: shortName(chosen), shape: 'event' } as const]),
    ],
    readings: {
      x: events.map(({ from }) => from),
      at: (k) => {
        const event = events[k]!;
        return {
          heading: shortName(event),
          y: laneOf(event),
          lines: [{ label: words(event.category), value: eventTime(event) }],
        };
      },
    },
    table: timelineTable(events),
  };
}

/** How high the figure is on the page. */
export function timelineHeight(events: readonly EventEntry[]): number {
  return AROUND_PX + LANE_PX * lanesOf(events).length;
}

/** Kinds of events with how many there are of each, most first. */
function lanesOf(events: readonly EventEntry[]): readonly (readonly [name: EventEntry['category'], count: number])[] {
  const counts = new Map<EventEntry['category'], number>();
  for (const { category } of events) counts.set(category, (counts.get(category) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function words(category: EventEntry['category']): string {
  const text = category.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
