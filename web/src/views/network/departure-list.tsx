import type { JSX } from 'preact';
import type { PeerDeparture } from '../../api/documents.ts';
import { formatClock } from '../../format/time.ts';
import { reasonWords } from './words.ts';

/** Who was connected and is gone, and why. */
export function DepartureList({ departures }: { readonly departures: readonly PeerDeparture[] }): JSX.Element | null {
  if (departures.length === 0) return null;
  return (
    <section class="network-section changes" aria-labelledby="departures-title">
      <h2 id="departures-title">Who left, and why</h2>
      <ul>
        {departures.map(({ time, address, userAgent, reason }) => (
          <li key={`${time} ${address}`}>
            {formatClock(time)} <span class="peer-address">{address}</span>
            {userAgent !== '' && ` ${userAgent}`}: {reasonWords(reason)}
          </li>
        ))}
      </ul>
    </section>
  );
}
