import type { JSX } from 'preact';
import type { StatusDocument } from '../api/documents.ts';
import { formatDayShort } from '../format/time.ts';
import { connection } from '../api/connection.ts';
import { useStore } from '../state/store.ts';
import { UtcTime } from './utc-time.tsx';

/** What the page stands on: version, network, state of the connection. */
export function StatusLine(): JSX.Element {
  const current = useStore(connection);
  const { state, status } = current;
  return (
    <footer class="status-line">
      <p>
        <span class={`dot ${state}`} aria-hidden="true" />
        {state === 'open' ? 'Connected to' : 'Not connected to'} Vigil
        {status !== undefined && ` ${status.version}, ${status.network}`}
        {current.state === 'open' && current.answeredMs !== undefined && (
          <>
            ; last answer <UtcTime at={Math.floor(current.answeredMs / 1000)} />
          </>
        )}
        . All times are UTC. {status !== undefined && sourcesWords(status)}
      </p>
    </footer>
  );
}

function sourcesWords({ sources }: StatusDocument): string {
  return sources.length === 0 ? 'No blocks are at hand.' : `Sources: ${sources.map(coverageWords).join('; ')}.`;
}

function coverageWords({ description, from, to }: StatusDocument['sources'][number]): string {
  return `${description}, ${formatDayShort(from)} to ${formatDayShort(to)}`;
}
