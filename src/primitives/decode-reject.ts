/**
 * Why bytes are no transaction or block. `offset` counts from the start of the byte array that was given.
 *
 * Bitcoin Core throws `std::ios_base::failure` for all of these and shows "TX decode failed" or "Block decode failed";
 * the codes follow the texts of those exceptions.
 */
export type DecodeReject =
  | { readonly code: 'end-of-data' | 'non-canonical-size' | 'size-too-large'; readonly offset: number }
  /** The witness flag is set and every witness is empty ("Superfluous witness record"). */
  | { readonly code: 'superfluous-witness-record'; readonly offset: number }
  /** A flag other than the witness flag is set ("Unknown transaction optional data"). */
  | { readonly code: 'unknown-transaction-optional-data'; readonly offset: number; readonly flags: number }
  /** Bytes are left after the end. */
  | { readonly code: 'trailing-data'; readonly offset: number; readonly extraBytes: number };

/** Says in words what is wrong, and at which byte. */
export function describeDecodeReject(reject: DecodeReject): string {
  const where = `at byte ${reject.offset}`;
  switch (reject.code) {
    case 'end-of-data':
      return `it ends in the middle of what begins ${where}`;
    case 'non-canonical-size':
      return `a size is written longer than it has to be ${where}`;
    case 'size-too-large':
      return `a size above 32 MiB is stated ${where}`;
    case 'superfluous-witness-record':
      return `a witness is announced and all witnesses are empty ${where}`;
    case 'unknown-transaction-optional-data':
      return `unknown optional data are announced ${where} (flags 0x${reject.flags.toString(16).padStart(2, '0')})`;
    case 'trailing-data':
      return `${reject.extraBytes} bytes are left over ${where}`;
  }
}
