/** An alert on its way out: all that a receiver is told. Times in seconds since 1970. */
export interface AlertMessage {
  readonly schema: 'vigil.alert/1';
  /** The same for every attempt and channel: a receiver that has seen it may drop it. */
  readonly id: string;
  readonly event: 'fired' | 'resolved' | 'test';
  readonly rule: string;
  readonly time: number;
  readonly sentence: string;
  readonly values: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
  readonly from: number;
  readonly to: number;
}

/** What became of a message on one channel. */
export interface Outcome {
  readonly channel: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  /** What went wrong last, in words; null when nothing did. */
  readonly failure: string | null;
}

/** A way out. */
export interface AlertChannel {
  /** Such as `webhook`; one of each kind. */
  readonly name: string;
  /** @throws {Error} With a line for a person; it is tried again. */
  send(message: AlertMessage): Promise<void>;
}

/** Longest wait for a receiver. */
export const SEND_TIMEOUT_MS = 10_000;

/** One line that says it all. */
export function headline({ event, rule }: AlertMessage): string {
  const what = { fired: 'Alert', resolved: 'Over', test: 'Test' }[event];
  return `${what}: ${rule}`;
}

/** What became of a message on one channel. */
export interface Outcome {
  readonly channel: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  /** What went wrong last, in words; null when nothing did. */
  readonly failure: string | null;
}
