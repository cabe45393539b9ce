import type { AlertState } from '../../observatory/alerts/alert-state.ts';
import type { EvidenceValue, Reading } from '../../observatory/alerts/reading.ts';
import type { AlertEvent, KeptRule } from './alert-records.ts';

/** A rule, and how it stands. Times in seconds since 1970. */
export interface AlertRuleStatus {
  readonly id: string;
  readonly rule: string;
  /** `unknown`: nothing can be told now; `evidence` says why. */
  readonly state: 'quiet' | 'pending' | 'firing' | 'unknown';
  readonly since: number | null;
  readonly evidence: string | null;
  readonly values: readonly EvidenceValue[];
}

/** Rules and what they told: `GET /api/v1/alerts`, `vigil alerts list --json`. Times in seconds since 1970. */
export interface AlertsDocument {
  readonly schema: 'vigil.alerts/1';
  readonly time: number;
  readonly sentence: string;
  readonly rules: readonly AlertRuleStatus[];
  /** Newest first. */
  readonly events: readonly AlertEvent[];
  /** Where alerts are sent to, besides the page. */
  readonly channels: readonly string[];
}

/** Sums up how alerts stand. */
export function alertsDocument(facts: {
  readonly nowSec: number;
  readonly rules: readonly KeptRule[];
  readonly states: ReadonlyMap<string, AlertState>;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly events: readonly AlertEvent[];
  readonly channels: readonly string[];
}): AlertsDocument {
  const { nowSec, events, channels } = facts;
  const rules = facts.rules.map(({ id, text }): AlertRuleStatus => {
    const state = facts.states.get(id);
    const reading = facts.readings.get(id);
    const isUnknown = state === undefined || (reading?.holds === null && state.phase !== 'firing');
    return {
      id,
      rule: text,
      state: isUnknown ? 'unknown' : state.phase,
      since: state?.sinceSec ?? null,
      evidence: reading?.sentence ?? null,
      values: reading?.values ?? [],
    };
  });
  return { schema: 'vigil.alerts/1', time: nowSec, sentence: sentenceOf(rules), rules, events, channels };
}

function sentenceOf(rules: readonly AlertRuleStatus[]): string {
  if (rules.length === 0) return 'No rule is watched yet.';
  const watched = rules.length === 1 ? 'One rule is watched' : `${rules.length} rules are watched`;
  const firing = rules.filter(({ state }) => state === 'firing');
  if (firing.length === 0) {
    const unknown = rules.filter(({ state }) => state === 'unknown').length;
    return `${watched}; none fires${unknown === 0 ? '' : `, and of ${unknown} nothing can be told now`}.`;
  }
  return `${watched}; firing: ${firing.map(({ rule }) => rule).join('; ')}.`;
}
