/** One thing that Vigil and bitcoind do together. */
export interface InteropScenario {
  readonly name: string;
  /**
   * Does it, and sees that it comes out as it should.
   *
   * @param bitcoind The program, of version 28.1.
   * @returns What was measured, in a line.
   * @throws {Error} When something is not as it should be.
   */
  readonly run: (bitcoind: string) => Promise<string>;
}
