/** Where a tree of headers starts when it does not start at the network's first block. */
export interface HeaderAnchor {
  /** Height of the header, 0 or more. */
  readonly height: number;
  /** The 80 bytes of the first header: what is before it is taken on trust, its own proof of work is checked. */
  readonly header: Uint8Array;
  readonly context?: AnchorContext;
}

/** What is known of the blocks before an anchor, from elsewhere. Taken on trust. */
export interface AnchorContext {
  /** The first block of the anchor's retarget period. With it, the next retarget can be checked. */
  readonly epochFirst?: { readonly timeSec: number; readonly bits: number };
}
