import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import type { EventsDocument } from '../../api/documents.ts';
import { typeset } from '../../format/typeset.ts';

/** A form that keeps an event of the reader's own. */
export function AddForm({ onKept }: { readonly onKept: (events: EventsDocument) => void }): JSX.Element {
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | undefined>(undefined);
  const keep = async (form: HTMLFormElement): Promise<void> => {
    const fields = new FormData(form);
    const [what, day, time] = ['what', 'day', 'time'].map((name) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value.trim() : '';
    });
    const from = time === '' ? day : `${day}T${time}Z`;
    const answer = await send<EventsDocument>('POST', 'events', { what: what!, from: from! });
    if (!answer.ok) {
      setSaid({ text: `Not kept: ${answer.failure.message}.`, failed: true });
      return;
    }
    setSaid({ text: `Kept “${what}”.`, failed: false });
    form.reset();
    onKept(answer.document);
  };
  return (
    <form
      class="controls events-form"
      aria-label="An event of your own"
      onSubmit={(submit) => {
        submit.preventDefault();
        void keep(submit.currentTarget);
      }}
    >
      <label class="field wide">
        <span>What happened</span>
        <input type="text" name="what" required maxLength={600} />
      </label>
      <label class="field">
        <span>Day, UTC</span>
        <input type="date" name="day" required min="1970-01-01" max="2105-12-31" />
      </label>
      <label class="field">
        <span>Hour, UTC, if known</span>
        <input type="time" name="time" />
      </label>
      <button type="submit" class="keep-button">
        Keep
      </button>
      <p class={said?.failed === true ? 'form-said failed-what' : 'form-said'} role="status">
        {said === undefined ? '' : typeset(said.text)}
      </p>
    </form>
  );
}
