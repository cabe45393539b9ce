import type { DecodeReject } from '../primitives/decode-reject.ts';

/**
 * Why a payload is no message of its type.
 *
 * For most of these Bitcoin Core throws while it reads, drops the message, and keeps the peer (`ProcessMessages`); the
 * codes follow the texts of its exceptions. It punishes the last two, `too-many-items` and `invalid-compact-block`, with
 * the exceptions that stand there. What the penalty is, `net` decides.
 */
export type WireReject =
  /** The fields end early, a size is not canonical or above 32 MiB, or a transaction is none; at this byte of the payload. */
  | Exclude<DecodeReject, { readonly code: 'trailing-data' }>
  /** The user agent is longer than `MAX_SUBVERSION_LENGTH`. */
  | { readonly code: 'string-length-limit-exceeded'; readonly lengthBytes: number }
  /** An address of a network that BIP155 knows has not its length. */
  | { readonly code: 'bad-address-length'; readonly networkId: number; readonly lengthBytes: number }
  /** An address is longer than `MAX_ADDRV2_BYTES`. */
  | { readonly code: 'address-too-long'; readonly lengthBytes: number }
  /** An index, written as the difference to the one before, goes beyond 16 bits (BIP152). */
  | { readonly code: 'differential-value-overflow' }
  /** A compact block names more transactions than 16 bits can count, or a difference between indexes is beyond 16 bits. */
  | { readonly code: 'indexes-overflowed-16-bits' }
  /**
   * A list is longer than its message may have. Core's verdict: misbehaviour for `addr`, `addrv2`, `inv`, `getdata` and
   * `headers`; disconnection for `getheaders` and `getblocks`; nothing for `notfound`.
   */
  | { readonly code: 'too-many-items'; readonly count: number; readonly limit: number }
  /** A compact block that no block can be (Core's `READ_STATUS_INVALID`): misbehaviour. */
  | {
      readonly code: 'invalid-compact-block';
      readonly why: 'null-header' | 'no-transactions' | 'null-transaction' | 'index-without-transaction';
    };
