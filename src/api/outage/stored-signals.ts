import type { BlackoutSignal } from '../../observatory/outage/blackout-document.ts';
import { searchSignal } from '../../observatory/outage/outages-answer.ts';
import type { NamedSignal } from '../../observatory/outage/outages-answer.ts';
import type { HistoryStore, SeriesSpan } from '../../ports/history-store.ts';

const DAY_SEC = 86_400;

/** What is read before a moment, so that a baseline can be learned, and after it. */
const LEARN_SEC = 56 * DAY_SEC;
const AFTER_SEC = 28 * DAY_SEC;

/** An outage belongs to a moment when it had begun a day after it, and was not over a day before it. */
const AROUND_SEC = DAY_SEC;

/** Signals of one country that are looked at, at most. */
const MAX_SIGNALS = 24;

/** How signals are searched unless somebody says otherwise. */
export const OUTAGE_DEFAULTS = { falseAlarmsPerYear: 1, minDepth: 0.1, level: 0.9 } as const;

/** Everything that is kept of a country's network: signals of observers, and its nodes by one's own crawls. */
export async function storedSignals(history: HistoryStore, country: string, span: SeriesSpan): Promise<NamedSignal[]> {
  const code = country.toLowerCase();
  const names = [...(await history.list('observed/')), ...(await history.list(`nodes/country/${code}`))]
    .map(({ series }) => series)
    .filter((series) => series.endsWith(`/${code}`));
  const found: NamedSignal[] = [];
  for (const series of names.slice(0, MAX_SIGNALS)) {
    const kept = await history.read(series, span);
    const values = kept?.columns[0];
    if (kept === undefined || values === undefined || values.length === 0) continue;
    // A series that somebody else wrote may hold anything: what is below 0 is not known.
    const sound = values.map((value) => (value >= 0 ? value : Number.NaN));
    found.push({
      series,
      kind: series.startsWith('nodes/') ? 'count' : 'level',
      signal: { atSec: kept.atSec, values: sound },
    });
  }
  return found;
}

/** What signals of a country say of the days around a moment. */
export async function signalsAround(history: HistoryStore, country: string, atSec: number): Promise<BlackoutSignal[]> {
  const span = { fromSec: Math.max(0, atSec - LEARN_SEC), toSec: atSec + AFTER_SEC };
  const signals = await storedSignals(history, country, span);
  return signals.map((signal) => {
    const { series, outages, untold } = searchSignal(signal, OUTAGE_DEFAULTS);
    const around = outages.filter(
      ({ start, end }) => start.at <= atSec + AROUND_SEC && (end === null || end.at >= atSec - AROUND_SEC),
    );
    return { series, outages: around, untold };
  });
}
