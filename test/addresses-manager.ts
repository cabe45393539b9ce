import { AddressBuckets } from '../src/net/addresses/address-buckets.ts';
import { AddressManager } from '../src/net/addresses/address-manager.ts';
import { AddressTables } from '../src/net/addresses/address-tables.ts';
import type { KnownAddress } from '../src/net/addresses/known-address.ts';
import { seededRandom } from './seeded-random.ts';

/** The key of a Bitcoin Core that is told to be deterministic: `uint256{1}`. */
export const CORE_TEST_KEY: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));

/** An address manager whose addresses lie where those of Core's tests do. */
export function coreTestManager(seed: number = 1): AddressManager {
  return new AddressManager(seededRandom(seed), new AddressTables(new AddressBuckets(CORE_TEST_KEY)));
}

/** What is wrong with the books of the tables, if anything. Source: Bitcoin Core's `CheckAddrman`. */
export function tablesFault(tables: AddressTables): string | undefined {
  const places = new Map<KnownAddress, number>();
  let fault: string | undefined;
  tables.newTable.forEach((known, bucket, position) => {
    places.set(known, (places.get(known) ?? 0) + 1);
    if (known.isTried || !known.newBuckets.includes(bucket)) fault = 'a place of the new table is not written down';
    if (tables.buckets.position(known.address, 'new', bucket) !== position) fault = 'a wrong place in the new table';
  });
  tables.triedTable.forEach((known, bucket, position) => {
    if (!known.isTried || places.has(known)) fault = 'an address is in both tables';
    places.set(known, 1);
    const place = tables.triedPlace(known.address);
    if (place.bucket !== bucket || place.position !== position) fault = 'a wrong place in the tried table';
    if (known.lastSuccessSec === 0) fault = 'a tried address never worked';
  });
  let [fresh, tried] = [0, 0];
  tables.list.forEach((known, index) => {
    if (known.isTried) tried++;
    else fresh++;
    if (known.listedAt !== index) fault = 'the list is not in order';
    if (tables.find(known.address) !== known) fault = 'an address is not found';
    if (places.get(known) !== (known.isTried ? 1 : known.newBuckets.length)) fault = 'an address has other places';
    if (known.newBuckets.length > 8) fault = 'an address has too many places';
  });
  if (places.size !== tables.list.length) fault = 'the tables hold what the list does not';
  const counts = tables.count();
  if (counts.new !== fresh || counts.tried !== tried) fault = 'the counts are wrong';
  return fault;
}
