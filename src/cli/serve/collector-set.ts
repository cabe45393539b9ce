import type { Collector, CollectorStatus } from '../../api/collectors/collector.ts';

/** The collectors of one process: started in order, stopped the other way round. */
export class CollectorSet {
  readonly #collectors: readonly Collector[];
  #started: Collector[] = [];

  /** @param collectors Those that others read from come first. */
  constructor(collectors: readonly Collector[]) {
    this.#collectors = collectors;
  }

  start(): void {
    for (const collector of this.#collectors) {
      collector.start();
      this.#started.push(collector);
    }
  }

  /** Stops them all, also when one of them fails. @returns What failed: lines for a person. */
  async stop(): Promise<readonly string[]> {
    const started = this.#started.reverse();
    this.#started = [];
    const failures: string[] = [];
    for (const collector of started) {
      try {
        await collector.stop();
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
    return failures;
  }

  /** How each source stands. */
  get statuses(): readonly CollectorStatus[] {
    return this.#collectors.flatMap(({ statuses }) => statuses);
  }
}
