import type { JSX } from 'preact';
import type { AlertsDocument } from '../../api/documents.ts';
import { UtcTime } from '../../components/utc-time.tsx';
import { typeset } from '../../format/typeset.ts';

/** Alerts that are shown. */
const SHOWN = 30;

/** What was told, newest first, and whether it arrived. */
export function AlertLog({ events, channels }: Pick<AlertsDocument, 'events' | 'channels'>): JSX.Element {
  return (
    <section aria-labelledby="alert-log-title">
      <h2 id="alert-log-title">What was told</h2>
      <p>
        {channels.length === 0
          ? 'Alerts are shown here, and sent nowhere else: start vigil serve with --alert-webhook, --alert-ntfy or --alert-email.'
          : `Alerts are shown here, and sent by ${channels.join(', ')}.`}
      </p>
      {events.length === 0 ? (
        <p>No alert yet.</p>
      ) : (
        <ol class="alert-log">
          {events.slice(0, SHOWN).map(({ id, time, event, rule, sentence, outcomes }) => (
            <li key={id} data-event={event}>
              <p>
                <UtcTime at={time} /> <strong>{event === 'fired' ? 'Alert' : 'Over'}</strong>: {rule}
              </p>
              <p class="alert-evidence">{typeset(sentence)}</p>
              {outcomes.map(({ channel, state, failure }) => (
                <p key={channel} class="alert-outcome">
                  {channel}: {state}
                  {failure === null ? '' : ` (${failure})`}
                </p>
              ))}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
