/** How a collector is doing, as pages and metrics tell it. */
export interface CollectorStatus {
  /** What it is, such as `market/kraken`. */
  readonly name: string;
  /** `waiting`: nothing was asked yet; `stale`: what it has is older than it should be; `off`: a setting turned it off. */
  readonly state: 'waiting' | 'fresh' | 'stale' | 'failing' | 'off';
  /** When it was given something last, milliseconds since 1970; `null`: never. */
  readonly lastAtMs: number | null;
  /** What went wrong last, in words for a person; `null` when the last attempt went well. */
  readonly failure: string | null;
  /** When it tries again, milliseconds since 1970; `null` when it is not waiting for anything. */
  readonly nextAtMs: number | null;
}

/** Fetches something from outside, again and again, at a rate that the source allows, and writes it to the history. */
export interface Collector {
  /** Begins; gives nothing back before `stop`. */
  start(): void;
  /** Ends: waits for what is under way, or abandons it. */
  stop(): Promise<void>;
  /** One a source. */
  readonly statuses: readonly CollectorStatus[];
}
