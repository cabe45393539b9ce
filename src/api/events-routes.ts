import { answerEventStudy } from '../observatory/answers/event-study-answer.ts';
import type { StudyPrices } from '../observatory/answers/event-study-answer.ts';
import { answerEvents } from '../observatory/answers/events-answer.ts';
import { eventSubject } from '../observatory/events/event-subject.ts';
import type { EventSubject } from '../observatory/events/event-subject.ts';
import type { KnownEvent } from '../observatory/events/known-event.ts';
import { hourlyClosesFor } from '../observatory/market/held-prices.ts';
import { readOwnEvent } from '../observatory/events/own-event.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { heldHours } from './held-prices.ts';
import type { EventRefusal } from './own-events.ts';
import { OwnEvents } from './own-events.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';
import { span } from './observatory-routes.ts';
import { Refusal } from './route.ts';
import type { Route } from './route.ts';

/** What the event questions are answered from. */
export interface EventHoldings {
  /** What is built in; halvings move from a day to a moment once the node has their headers. */
  readonly builtIn: () => readonly KnownEvent[];
  /** Prices that are built in, with where they come from: those that the history holds come before them. */
  readonly prices: Omit<StudyPrices, 'known'>;
  readonly history: HistoryStore;
}

const STATUS_OF_REFUSAL: Readonly<Record<EventRefusal['code'], 403 | 404 | 409>> = {
  'event-exists': 409,
  'too-many-events': 409,
  'no-such-event': 404,
  'built-in-event': 403,
};

/** The timeline, one's own events, and studies: `GET`, `POST` and `DELETE /api/v1/events`, `GET /api/v1/events/study`. */
export function eventsRoutes({ builtIn, prices, history }: EventHoldings): Route[] {
  const own = (): OwnEvents => new OwnEvents(history, builtIn());
  const timeline = async (): Promise<object> => answerEvents({ builtIn: builtIn(), own: await own().list() }, {});
  return [
    {
      path: 'events',
      summary: 'The timeline: built-in and own events of a span',
      params: ['from', 'to'],
      answer: async (query) => answerEvents({ builtIn: builtIn(), own: await own().list() }, span(query)),
    },
    {
      path: 'events',
      method: 'POST',
      summary: 'Keeps an event of your own, and answers with the timeline',
      params: [],
      answer: async (_query, body) => {
        const event = readOwnEvent(body);
        if ('code' in event) {
          throw new Refusal(
            400,
            'bad-event',
            `${event.path === '' ? 'the event' : event.path}: expected ${event.expected}`,
          );
        }
        refuseIf(await own().add([event]));
        return timeline();
      },
    },
    {
      path: 'events/{name}',
      method: 'DELETE',
      summary: 'Forgets an event of your own, and answers with the timeline',
      params: [],
      answer: async (query) => {
        refuseIf(await own().remove(query.text('name') ?? ''));
        return timeline();
      },
    },
    {
      path: 'events/study',
      summary: 'What the price did after an event, and which of two events it fits better',
      example: { event: '2022-01-05T10:30Z', against: '2022-01-05T19:00Z' },
      params: ['event', 'against', 'level'],
      answer: async (query) => {
        const known = [...builtIn(), ...(await own().list())];
        const event = subjectOf(query, 'event', known);
        if (event === undefined)
          throw new BadQuery('give event, the id of an event or a time such as 2022-01-05T10:30Z');
        const against = subjectOf(query, 'against', known);
        const question = { event, level: query.level(), ...(against === undefined ? {} : { against }) };
        const hourly = hourlyClosesFor(prices.hourly, await heldHours(history), event.fromSec);
        const studied = { ...prices, ...(hourly === undefined ? {} : { hourly }), known: builtIn() };
        return answerEventStudy(studied, question);
      },
    },
  ];
}

function subjectOf(query: Query, name: string, known: readonly KnownEvent[]): EventSubject | undefined {
  const text = query.text(name);
  if (text === undefined) return undefined;
  const subject = eventSubject(text, known);
  if ('code' in subject) throw new BadQuery(`${name}: ${subject.message}`);
  return subject;
}

function refuseIf(refusal: EventRefusal | undefined): void {
  if (refusal !== undefined) throw new Refusal(STATUS_OF_REFUSAL[refusal.code], refusal.code, refusal.message);
}
