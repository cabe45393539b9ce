import type { HistoryStore, JsonValue } from '../../ports/history-store.ts';
import { parseRule } from '../../observatory/alerts/parse-rule.ts';
import { ruleId, ruleText } from '../../observatory/alerts/rule-text.ts';
import type { AlertRule, BadRule } from '../../observatory/alerts/rule.ts';
import type { AlertState } from '../../observatory/alerts/alert-state.ts';
import type { AlertMessage, Outcome } from './alert-channel.ts';

/** Most rules that are watched. */
export const MAX_RULES = 100;

/** Most alerts that are remembered. */
export const MAX_EVENTS = 200;

/** A rule that is watched. */
export interface KeptRule {
  readonly id: string;
  readonly text: string;
  readonly rule: AlertRule;
}

/** An alert as it was told, and what became of it on each channel. */
export interface AlertEvent extends AlertMessage {
  readonly ruleId: string;
  readonly outcomes: readonly Outcome[];
}

const RULES = 'alert-rule';
const STATES = 'alert-state';
const EVENTS = 'alert-event';

/** Rules, where they stand, and what was told, in the history: so that all of it survives a restart. */
export class AlertRecords {
  readonly #history: HistoryStore;

  constructor(history: HistoryStore) {
    this.#history = history;
  }

  /** All rules that can be read; one of a newer Vigil is left alone. */
  async rules(): Promise<readonly KeptRule[]> {
    const records = await this.#history.records(RULES);
    return records.slice(0, MAX_RULES).flatMap(({ id, value }) => {
      const text = fieldOf(value, 'text');
      const rule = typeof text === 'string' ? parseRule(text) : undefined;
      return rule === undefined || 'code' in rule ? [] : [{ id, text: ruleText(rule), rule }];
    });
  }

  /** Adds a rule; one that is there already stays. @returns The rule, or why it is none. */
  async addRule(
    text: string,
  ): Promise<KeptRule | BadRule | { readonly code: 'too-many-rules'; readonly message: string }> {
    const rule = parseRule(text);
    if ('code' in rule) return rule;
    const kept = { id: ruleId(rule), text: ruleText(rule), rule };
    const rules = await this.rules();
    if (rules.some(({ id }) => id === kept.id)) return kept;
    if (rules.length >= MAX_RULES) {
      return { code: 'too-many-rules', message: `at most ${MAX_RULES} rules are watched; remove one first` };
    }
    await this.#history.putRecord(RULES, kept.id, { text: kept.text });
    return kept;
  }

  /** Removes a rule, named by its id or its text. @returns Whether it was there. */
  async removeRule(name: string): Promise<boolean> {
    const rule = parseRule(name);
    const id = 'code' in rule ? name : ruleId(rule);
    const rules = await this.#history.records(RULES);
    if (!rules.some((record) => record.id === id)) return false;
    await this.#history.putRecord(RULES, id, undefined);
    await this.#history.putRecord(STATES, id, undefined);
    return true;
  }

  async states(): Promise<ReadonlyMap<string, AlertState>> {
    const records = await this.#history.records(STATES);
    return new Map(records.map(({ id, value }) => [id, value as unknown as AlertState]));
  }

  async putState(id: string, state: AlertState): Promise<void> {
    await this.#history.putRecord(STATES, id, { ...state });
  }

  /** What was told, newest first. */
  async events(): Promise<readonly AlertEvent[]> {
    const records = await this.#history.records(EVENTS);
    return records.map(({ value }) => value as unknown as AlertEvent).reverse();
  }

  /** Keeps an event, and forgets the oldest beyond `MAX_EVENTS`. */
  async putEvent(event: AlertEvent): Promise<void> {
    await this.#history.putRecord(EVENTS, event.id, event as unknown as JsonValue);
    const records = await this.#history.records(EVENTS);
    for (const { id } of records.slice(0, Math.max(0, records.length - MAX_EVENTS))) {
      await this.#history.putRecord(EVENTS, id, undefined);
    }
  }
}

function fieldOf(value: JsonValue, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, JsonValue | undefined>>)[name];
}
