/** An invariant of Vigil's own code that does not hold: a bug, never bad input. Nobody catches it. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Ends the program when an invariant of our own code does not hold. Stays on in production.
 *
 * Bad data from a peer, a file or a person is never asserted: it is returned as a reject (see `docs/errors.md`).
 *
 * @param condition What has to be true here.
 * @param message What was assumed, in a few words.
 * @throws {AssertionError} When `condition` is false.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}
