import type { JSX } from 'preact';
import { connection, watchConnection } from '../api/connection.ts';
import { useStore } from '../state/store.ts';
import { UtcTime } from './utc-time.tsx';

/** Says that the process behind the page does not answer, since when, and that it will be asked again. */
export function ConnectionNotice(): JSX.Element {
  const current = useStore(connection);
  return (
    <div class="notice-place" role="status">
      {current.state === 'lost' && (
        <p class="notice">
          <strong>No connection to Vigil</strong> since <UtcTime at={Math.floor(current.sinceMs / 1000)} />. What is
          shown is from before. Trying again by itself;{' '}
          <button type="button" class="text-button" onClick={() => void watchConnection()}>
            try now
          </button>
          .
        </p>
      )}
    </div>
  );
}
