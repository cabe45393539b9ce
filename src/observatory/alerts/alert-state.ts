import type { Reading } from './reading.ts';

/** Where a rule stands. Times in seconds since 1970. */
export interface AlertState {
  /** `pending`: it holds, but not for long enough yet. */
  readonly phase: 'quiet' | 'pending' | 'firing';
  readonly sinceSec: number;
  /** While it fires: since when the condition is clearly over; null while it is not. */
  readonly clearSinceSec: number | null;
}

/** What became of a rule at one look. */
export interface AlertStep {
  readonly state: AlertState;
  readonly event: 'fired' | 'resolved' | undefined;
}

/** A condition has to be over for at least so long before it may fire again. */
const MIN_CLEAR_SEC = 900;

/** Where every rule begins. */
export function quietState(nowSec: number): AlertState {
  return { phase: 'quiet', sinceSec: nowSec, clearSinceSec: null };
}

/**
 * Goes one look further. A rule fires when its condition has held for `holdSec`, and is over when the condition has been clearly
 * over (on the other side of a margin) for as long, and for a quarter of an hour at least. In between nothing is told: a value
 * that goes to and fro over its limit fires once. Where nothing can be told, nothing changes.
 */
export function stepAlert(
  state: AlertState,
  reading: Pick<Reading, 'holds' | 'isClear'>,
  { nowSec, holdSec }: { readonly nowSec: number; readonly holdSec: number },
): AlertStep {
  if (reading.holds === null) return { state, event: undefined };
  if (state.phase === 'firing')
    return stepFiring(state, reading, { nowSec, clearSec: Math.max(holdSec, MIN_CLEAR_SEC) });
  if (!reading.holds) {
    return { state: state.phase === 'quiet' ? state : quietState(nowSec), event: undefined };
  }
  const sinceSec = state.phase === 'pending' ? state.sinceSec : nowSec;
  if (nowSec - sinceSec < holdSec) {
    return { state: { phase: 'pending', sinceSec, clearSinceSec: null }, event: undefined };
  }
  return { state: { phase: 'firing', sinceSec: nowSec, clearSinceSec: null }, event: 'fired' };
}

function stepFiring(
  state: AlertState,
  { isClear }: Pick<Reading, 'isClear'>,
  { nowSec, clearSec }: { readonly nowSec: number; readonly clearSec: number },
): AlertStep {
  if (!isClear) return { state: { ...state, clearSinceSec: null }, event: undefined };
  const clearSinceSec = state.clearSinceSec ?? nowSec;
  if (nowSec - clearSinceSec < clearSec) return { state: { ...state, clearSinceSec }, event: undefined };
  return { state: quietState(nowSec), event: 'resolved' };
}
