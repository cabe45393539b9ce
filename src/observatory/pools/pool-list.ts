import { malformed, parseFactTable } from '../history/fact-table.ts';
import type { HistoryReject } from '../history/history-reject.ts';
import { addressFormat } from '../../primitives/address/address-format.ts';
import { scriptFromAddress } from '../../primitives/address/address.ts';

/** One pool, and how its blocks are known. */
export interface MiningPool {
  readonly name: string;
  /** Texts that it writes into the coinbase's script. */
  readonly tags: readonly string[];
  /** Addresses that its coinbases pay to. */
  readonly addresses: readonly string[];
}

/** Pools in the order in which they are tried: the first that fits is the pool. */
export interface PoolList {
  readonly source: string;
  readonly pools: readonly MiningPool[];
  /** Tags as bytes, ready to be looked for: each with the number of its pool, ascending. */
  readonly needles: readonly { readonly pool: number; readonly text: string }[];
  /** Scripts of the addresses, as `scriptKey` writes them, to the number of the pool. */
  readonly scripts: ReadonlyMap<string, number>;
}

const FORM = {
  columns: 'pool,kind,value',
  row: /^([^,]{1,40}),(tag|address),(.{2,100})$/,
  expected: 'pool, tag or address, and the text',
};

/** Shortest tag: shorter ones would stand in many coinbases by chance. */
const MIN_TAG_BYTES = 3;

/** Parses `data/mining-pools.csv`: every address is one, no address has two pools. */
export function parseMiningPools(text: string): PoolList | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const pools = new Map<string, { name: string; tags: string[]; addresses: string[] }>();
  const needles: { pool: number; text: string }[] = [];
  const scripts = new Map<string, number>();
  for (const { line, cells } of table.rows) {
    const [name, kind, value] = cells as [string, string, string];
    const pool = pools.get(name) ?? { name, tags: [], addresses: [] };
    pools.set(name, pool);
    const number = [...pools.keys()].indexOf(name);
    if (kind === 'tag') {
      const needle = bytesAsText(value);
      if (needle === undefined || needle.length < MIN_TAG_BYTES)
        return malformed(line, `a tag of at least ${MIN_TAG_BYTES} bytes`, value);
      pool.tags.push(value);
      needles.push({ pool: number, text: needle });
      continue;
    }
    const script = scriptOf(value);
    if (script === undefined) return malformed(line, 'an address', value);
    if (scripts.has(scriptKey(script))) return malformed(line, 'an address that no pool has yet', value);
    pool.addresses.push(value);
    scripts.set(scriptKey(script), number);
  }
  needles.sort((a, b) => a.pool - b.pool);
  return { source: table.facts.get('source')!, pools: [...pools.values()], needles, scripts };
}

/** The test networks share one form of addresses; whoever holds the key of a script is the same on every network. */
function scriptOf(address: string): Uint8Array | undefined {
  for (const network of ['mainnet', 'testnet3'] as const) {
    const script = scriptFromAddress(address, addressFormat(network));
    if (!('code' in script)) return script;
  }
  return undefined;
}

/** The UTF-8 bytes of a text, as `searchable` writes bytes; `undefined` for half of a character, which has none. */
function bytesAsText(text: string): string | undefined {
  if (/\p{Surrogate}/u.test(text)) return undefined;
  const bytes = encodeURIComponent(text).replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Bytes as text, a character each, letters A to Z small. */
export function searchable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
  return text;
}

/** A script as a key of a map. */
export function scriptKey(script: Uint8Array): string {
  return String.fromCharCode(...script);
}
