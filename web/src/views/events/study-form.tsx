import type { JSX } from 'preact';
import type { EventEntry } from '../../api/documents.ts';
import { eventTime, isByDay, shortName } from './words.ts';

/** Hours within which two events are near enough to be held against each other. */
const NEAR_SEC = 72 * 3600;
const HOUR = 3600;

/** Which event is studied, and what it is held against. */
export function StudyForm({
  events,
  event,
  against,
  onChoose,
}: {
  readonly events: readonly EventEntry[];
  readonly event: EventEntry | undefined;
  readonly against: string;
  readonly onChoose: (choice: { readonly event?: string; readonly against?: string }) => void;
}): JSX.Element {
  const newest = [...events].reverse();
  const near = event === undefined ? [] : newest.filter((other) => isNear(event, other));
  return (
    <form class="controls events-form" onSubmit={(submit) => submit.preventDefault()} aria-label="The study">
      <label class="field wide">
        <span>Event</span>
        <select
          name="event"
          value={event?.id ?? ''}
          onChange={({ currentTarget }) => onChoose({ event: currentTarget.value, against: '' })}
        >
          {newest.map((one) => (
            <option key={one.id} value={one.id}>
              {eventTime(one)}: {shortName(one)}
            </option>
          ))}
        </select>
      </label>
      <label class="field wide">
        <span>Held against</span>
        <select
          name="against"
          value={near.some(({ id }) => id === against) ? against : ''}
          onChange={({ currentTarget }) => onChoose({ against: currentTarget.value })}
        >
          <option value="">{near.length === 0 ? 'no other event within 72 h' : 'nothing'}</option>
          {near.map((one) => (
            <option key={one.id} value={one.id}>
              {eventTime(one)}: {shortName(one)}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

/** Whether two events are near enough for the odds between them. */
export function isNear(event: EventEntry, other: EventEntry): boolean {
  const apart = Math.abs(event.from - other.from);
  return other.id !== event.id && apart >= HOUR && apart <= NEAR_SEC && !isByDay(event) && !isByDay(other);
}
