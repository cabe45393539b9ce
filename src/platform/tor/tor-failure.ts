/** Why Tor's control port was of no use, in a line for a person. */
export class TorError extends Error {
  override readonly name = 'TorError';
}
