import type { AddressTables } from '../net/addresses/address-tables.ts';
import { readPeersFile } from '../net/addresses/peers-file.ts';
import { readAnchorsFile } from '../net/connections/anchors-file.ts';
import { readBanFile } from '../net/connections/ban-file.ts';
import type { Ban } from '../net/connections/ban-list.ts';
import { decodeFeeEstimates } from '../mempool/fee-estimates/fee-estimates-file.ts';
import type { SavedFeeEstimates } from '../mempool/fee-estimates/fee-estimator.ts';
import { decodeMempoolFile } from '../mempool/mempool-file.ts';
import type { SavedMempool } from '../mempool/mempool-file.ts';
import type { GossipedAddress } from '../wire/net-address.ts';
import type { SavedThing } from './node-effect.ts';

/** Bytes of a file that are made one character each at a time: a call takes only so many arguments. */
const TEXT_CHUNK = 8192;

/** What an earlier run has left, as far as it can be read. */
export interface RestoredThings {
  readonly addressTables: AddressTables | undefined;
  readonly anchors: readonly GossipedAddress[];
  readonly bans: readonly Ban[];
  readonly mempool: SavedMempool | undefined;
  readonly fees: SavedFeeEstimates | undefined;
  /** What could not be read, and why: in a few words each. */
  readonly damaged: readonly { readonly thing: SavedThing; readonly why: string }[];
}

/**
 * Reads what an earlier run has left. A damaged thing is left out, and named; the node goes on without it.
 *
 * @param saved The bytes of each thing that there is.
 * @param magic Of the network: files of another one are not taken.
 */
export function restoreThings(saved: ReadonlyMap<SavedThing, Uint8Array>, magic: Uint8Array): RestoredThings {
  const damaged: { readonly thing: SavedThing; readonly why: string }[] = [];
  const read = <T extends object>(
    thing: SavedThing,
    parse: (bytes: Uint8Array) => T,
  ): Exclude<T, { readonly code: string }> | undefined => {
    const bytes = saved.get(thing);
    if (bytes === undefined) return undefined;
    const parsed = parse(bytes);
    if (!('code' in parsed)) return parsed as Exclude<T, { readonly code: string }>;
    damaged.push({ thing, why: String(parsed.code) });
    return undefined;
  };
  const mempool = saved.get('mempool');
  const file = mempool === undefined ? undefined : decodeMempoolFile(mempool);
  if (file?.damage !== undefined) damaged.push({ thing: 'mempool', why: file.damage.code });
  const anchors = saved.get('anchors');
  return {
    addressTables: read('addresses', (bytes) => readPeersFile(bytes, magic)),
    anchors: anchors === undefined ? [] : readAnchorsFile(anchors, magic),
    bans: read('bans', (bytes) => readBanFile(textOf(bytes)) ?? { code: 'not-a-ban-list' }) ?? [],
    mempool: file?.saved,
    fees: read('fee-estimates', decodeFeeEstimates),
    damaged,
  };
}

/** The bytes of a text of ASCII: others are written as `?`, which no file here has. */
export function bytesOfText(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => (char.charCodeAt(0) < 0x80 ? char.charCodeAt(0) : 0x3f));
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += TEXT_CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + TEXT_CHUNK));
  }
  return text;
}
