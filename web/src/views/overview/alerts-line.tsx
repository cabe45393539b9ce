import type { JSX } from 'preact';
import type { AlertsDocument } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import { useLive } from '../../api/use-live.ts';
import { typeset } from '../../format/typeset.ts';
import { newestAlerts } from '../alerts/newest-alerts.ts';

/** How alerts stand, in one line that stands out while one fires. */
export function AlertsLine(): JSX.Element {
  const asked = useDocument<AlertsDocument>('alerts');
  const document = newestAlerts(asked.document, useLive<AlertsDocument>('alerts').document);
  const isFiring = document?.rules.some(({ state }) => state === 'firing') ?? false;
  const words = document?.sentence ?? (asked.waiting ? '\u2026' : asked.failure?.message);
  return (
    <p class="alerts-line" data-firing={isFiring} role="status">
      <a href="#/alerts">Alerts</a> {words === undefined ? '' : typeset(words)}
    </p>
  );
}
