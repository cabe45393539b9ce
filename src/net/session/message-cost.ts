/**
 * What a message costs to deal with, besides its length: in bytes of a message that is only read. A turn of a peer is so long as
 * `TURN_COST` says, whatever it sends; Bitcoin Core gives each peer one message at a time.
 */
const EXTRA_COST: ReadonlyMap<string, number> = new Map([
  // A block is read from disk, or looked for.
  ['getblocktxn', 32_000],
  ['getblocks', 4000],
  ['getheaders', 8000],
  ['getcfheaders', 16_000],
  ['getcfcheckpt', 16_000],
  // Scripts are checked, or the mempool is looked through.
  ['tx', 2000],
  ['block', 32_000],
  ['cmpctblock', 32_000],
  ['blocktxn', 32_000],
  ['headers', 16_000],
]);

/** Where nothing else is to be done than to read it. */
const LEAST_COST = 32;

/** What it costs to give a peer what it has asked for, besides what is given: up to a thousand things are looked up. */
export const SERVE_COST = 16_000;

/** What a peer's messages may cost before others have their turn; one message at the least. */
export const TURN_COST = 64_000;

/** What it costs to deal with a message. @param command Its name. @param sizeBytes Of its payload. */
export function messageCost(command: string, sizeBytes: number): number {
  return LEAST_COST + sizeBytes + (EXTRA_COST.get(command) ?? 0);
}
