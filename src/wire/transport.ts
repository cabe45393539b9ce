/** A message as it came, its payload not looked into. */
export interface ReceivedMessage {
  /** Its name: printable ASCII, at most 12 characters. */
  readonly command: string;
  /** The receiver's own: not a view of what was given to `receive`. */
  readonly payload: Uint8Array;
  /** What it took on the wire, framing included. */
  readonly sizeBytes: number;
}

/** A message that was thrown away as if it had not come; the peer is kept, as Bitcoin Core does (`reject_message`). */
export interface DroppedMessage {
  readonly code: 'bad-checksum' | 'bad-message-type';
  readonly sizeBytes: number;
}

/**
 * Why a connection can't go on. Source: Bitcoin Core's `V1Transport` and `V2Transport`, where `ReceivedBytes` returns false.
 *
 * - `bad-message-start`: the bytes are of another network, or of no Bitcoin node;
 * - `message-too-large`: a length above `MAX_PROTOCOL_MESSAGE_LENGTH` is stated;
 * - `v1-peer-of-another-network`: a version message of v1 came where v2 was expected, with another network's magic;
 * - `missing-garbage-terminator`: none within 4,095 bytes, so the peer has another key, or is no v2 peer;
 * - `packet-authentication-failed`: a packet was changed on its way, or was not encrypted with the shared key.
 */
export interface TransportFailure {
  readonly code:
    | 'bad-message-start'
    | 'message-too-large'
    | 'v1-peer-of-another-network'
    | 'missing-garbage-terminator'
    | 'packet-authentication-failed';
}

/** What came of some received bytes. */
export interface TransportResult {
  readonly messages: readonly ReceivedMessage[];
  readonly dropped: readonly DroppedMessage[];
  /** What is to be sent now: the transport's own handshake, and messages that waited for it. Often empty. */
  readonly send: Uint8Array;
  /** The connection is to be closed; nothing is received any more. What came before it stands in `messages`. */
  readonly failure?: TransportFailure;
}

/**
 * How messages become bytes of a connection, and bytes become messages: a state machine without I/O. One object for each
 * connection; both sides of it are in step with the bytes, so none may be left out.
 */
export interface Transport {
  /** `detecting`: an inbound connection whose first bytes have not told yet. */
  readonly kind: 'detecting' | 'v1' | 'v2';
  /** Names the encrypted connection to a person who compares both ends (BIP324); 32 bytes, once it is there. */
  readonly sessionId: Uint8Array | undefined;
  /**
   * Whether a v2 connection that is closed in this state is worth another try with v1: its handshake was begun by us and
   * never answered. Source: Bitcoin Core's `ShouldReconnectV1`.
   */
  readonly shouldReconnectV1: boolean;

  /** Returns what is to be sent at once, before anything was received. To be called once. */
  start(): Uint8Array;

  /** Takes bytes as they came, in any slices. They are not kept. It does not throw, whatever they are. */
  receive(bytes: Uint8Array): TransportResult;

  /**
   * Returns the bytes of a message. Nothing while the handshake is not as far: then it waits, and comes in `send` of a later
   * result, before others.
   *
   * @param command Its name, at most 12 characters of ASCII.
   * @param payload At most `MAX_PROTOCOL_MESSAGE_LENGTH` bytes. Not kept.
   */
  write(command: string, payload: Uint8Array): Uint8Array;
}

/** No bytes. */
export const NOTHING: Uint8Array = new Uint8Array(0);
