import { quietState, stepAlert } from '../../observatory/alerts/alert-state.ts';
import type { AlertState } from '../../observatory/alerts/alert-state.ts';
import { evaluateRule, needsOf } from '../../observatory/alerts/evaluate-rule.ts';
import type { AlertNeed, Reading } from '../../observatory/alerts/reading.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore, SeriesColumns } from '../../ports/history-store.ts';
import type { Collector, CollectorStatus } from '../collectors/collector.ts';
import { PeriodicWork } from '../collectors/periodic-work.ts';
import type { AlertCounts } from '../metrics.ts';
import type { AlertChannel, AlertMessage, Outcome } from './alert-channel.ts';
import { AlertRecords, MAX_EVENTS } from './alert-records.ts';
import type { AlertEvent, KeptRule } from './alert-records.ts';
import { alertsDocument } from './alerts-document.ts';
import type { AlertsDocument } from './alerts-document.ts';
import { Outbox } from './outbox.ts';

const LOOK_MS = 60_000;

/** What is watched, and whom it is told to. */
export interface AlertWatchParts {
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly channels: readonly AlertChannel[];
}

/** Looks at every rule each minute, remembers where each stands, and tells what has changed. */
export class AlertWatch implements Collector {
  readonly #history: HistoryStore;
  readonly #clock: Clock;
  readonly #records: AlertRecords;
  readonly #outboxes: readonly Outbox[];
  readonly #work: PeriodicWork;
  readonly #readings = new Map<string, Reading>();
  #rules: readonly KeptRule[] = [];
  #states = new Map<string, AlertState>();
  #events: readonly AlertEvent[] = [];
  #counts = { delivered: 0, failed: 0 };
  /** What is written of messages: one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #loaded: Promise<void> | undefined;

  constructor({ history, clock, channels }: AlertWatchParts) {
    this.#history = history;
    this.#clock = clock;
    this.#records = new AlertRecords(history);
    this.#outboxes = channels.map(
      (channel) => new Outbox(channel, (message, outcome) => this.#noteOutcome(message, outcome)),
    );
    const work = (nowMs: number): Promise<void> => this.#look(nowMs);
    this.#work = new PeriodicWork({ name: 'alerts', periodMs: LOOK_MS, clock, work });
  }

  start(): void {
    this.#work.start();
    // What fails here is told by the first look.
    this.#load().catch(() => {});
  }

  async stop(): Promise<void> {
    await this.#work.stop();
    await Promise.all(this.#outboxes.map((outbox) => outbox.stop()));
    await this.#writing;
  }

  get statuses(): readonly CollectorStatus[] {
    return [this.#work.status];
  }

  /** Looks now. */
  run(): Promise<void> {
    return this.#work.run();
  }

  /** How alerts stand: `GET /api/v1/alerts`. */
  document(): AlertsDocument {
    return alertsDocument({
      nowSec: Math.floor(this.#clock.nowMs() / 1000),
      rules: this.#rules,
      states: this.#states,
      readings: this.#readings,
      events: this.#events,
      channels: this.#outboxes.map(({ channelName }) => channelName),
    });
  }

  counts(): AlertCounts {
    const firing = this.#rules.filter(({ id }) => this.#states.get(id)?.phase === 'firing').length;
    return { rules: this.#rules.length, firing, ...this.#counts };
  }

  /** Adds a rule, and looks at it. */
  async addRule(text: string): ReturnType<AlertRecords['addRule']> {
    const added = await this.#records.addRule(text);
    if (!('code' in added)) await this.#work.run();
    return added;
  }

  async removeRule(name: string): Promise<boolean> {
    const removed = await this.#records.removeRule(name);
    if (removed) await this.#work.run();
    return removed;
  }

  /** Sends what says that it is a test. @returns The channels that it goes to. */
  sendTest(): readonly string[] {
    const time = Math.floor(this.#clock.nowMs() / 1000);
    const about = { rule: 'test', sentence: 'This is a test: alerts arrive.', values: [], from: time, to: time };
    const message: AlertMessage = { schema: 'vigil.alert/1', id: `${time}-test`, event: 'test', time, ...about };
    for (const outbox of this.#outboxes) outbox.add(message);
    return this.#outboxes.map(({ channelName }) => channelName);
  }

  /** Once: what an earlier run has left. Messages that were not delivered are sent again. */
  #load(): Promise<void> {
    this.#loaded ??= this.#loadAll().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  async #loadAll(): Promise<void> {
    this.#rules = await this.#records.rules();
    this.#states = new Map(await this.#records.states());
    this.#events = await this.#records.events();
    for (const event of this.#events.toReversed()) {
      for (const outbox of this.#outboxes) {
        const outcome = event.outcomes.find(({ channel }) => channel === outbox.channelName);
        if (outcome?.state === 'waiting') outbox.add(messageOf(event));
      }
    }
  }

  async #look(nowMs: number): Promise<void> {
    await this.#load();
    const nowSec = Math.floor(nowMs / 1000);
    this.#rules = await this.#records.rules();
    const ids = new Set(this.#rules.map(({ id }) => id));
    for (const id of this.#states.keys()) if (!ids.has(id)) this.#states.delete(id);
    for (const id of this.#readings.keys()) if (!ids.has(id)) this.#readings.delete(id);
    for (const kept of this.#rules) await this.#lookAt(kept, nowSec);
  }

  async #lookAt({ id, text, rule }: KeptRule, nowSec: number): Promise<void> {
    const data = await this.#read(needsOf(rule.condition, nowSec), nowSec);
    const reading = evaluateRule(rule.condition, data, nowSec);
    this.#readings.set(id, reading);
    const before = this.#states.get(id) ?? quietState(nowSec);
    const { state, event } = stepAlert(before, reading, { nowSec, holdSec: rule.holdSec });
    // First what is told, then where the rule stands: after a crash in between it is told twice, and not never.
    if (event !== undefined) await this.#tell({ event, ruleId: id, text, reading, nowSec });
    if (state !== before || !this.#states.has(id)) await this.#records.putState(id, state);
    this.#states.set(id, state);
  }

  async #read(needs: readonly AlertNeed[], nowSec: number): Promise<ReadonlyMap<string, SeriesColumns>> {
    const data = new Map<string, SeriesColumns>();
    for (const { series, fromSec } of needs) {
      const read = await this.#history.read(series, { fromSec, toSec: nowSec + 1 });
      if (read !== undefined) data.set(series, read);
    }
    return data;
  }

  async #tell(told: {
    readonly event: 'fired' | 'resolved';
    readonly ruleId: string;
    readonly text: string;
    readonly reading: Reading;
    readonly nowSec: number;
  }): Promise<void> {
    const { event, ruleId, text, reading, nowSec } = told;
    const { sentence, values, fromSec, toSec } = reading;
    const message: AlertMessage = {
      schema: 'vigil.alert/1',
      // In the order of time, as records lie.
      id: `${String(nowSec).padStart(11, '0')}-${event}-${ruleId}`,
      event,
      rule: text,
      time: nowSec,
      sentence,
      values,
      from: fromSec,
      to: toSec,
    };
    const outcomes = this.#outboxes.map(({ channelName }): Outcome => {
      return { channel: channelName, state: 'waiting', attempts: 0, failure: null };
    });
    const kept: AlertEvent = { ...message, ruleId, outcomes };
    await this.#records.putEvent(kept);
    this.#events = [kept, ...this.#events.filter(({ id }) => id !== kept.id)].slice(0, MAX_EVENTS);
    for (const outbox of this.#outboxes) outbox.add(message);
  }

  #noteOutcome(message: AlertMessage, outcome: Outcome): void {
    if (outcome.state === 'delivered') this.#counts.delivered++;
    else if (outcome.state === 'failed') this.#counts.failed++;
    const event = this.#events.find(({ id }) => id === message.id);
    if (event === undefined) return;
    const outcomes = event.outcomes.map((one) => (one.channel === outcome.channel ? outcome : one));
    const noted = { ...event, outcomes };
    this.#events = this.#events.map((one) => (one.id === noted.id ? noted : one));
    // What can't be written down now is sent again after a restart.
    this.#writing = this.#writing.then(() => this.#records.putEvent(noted)).catch(() => {});
  }
}

function messageOf({ ruleId: _, outcomes: __, ...message }: AlertEvent): AlertMessage {
  return message;
}
