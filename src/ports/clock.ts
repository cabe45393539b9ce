/** Where the time comes from: the machine's clock in `platform`, a virtual one in the lab, a fixed one in tests. */
export interface Clock {
  /** Milliseconds since 1970 (Unix time, UTC). May run backwards, as clocks do. */
  nowMs(): number;
}
