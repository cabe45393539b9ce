import { SipHash } from '../../crypto/siphash.ts';
import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import type { PeerId } from '../peer.ts';
import { addressBytes } from './address-key.ts';

/** How long an address goes to the same peers, in seconds. Source: Core's `ROTATE_ADDR_RELAY_DEST_INTERVAL`. */
const ROTATE_SEC = 24 * 60 * 60;

/**
 * Chooses to whom an address is passed on: for a day the same one or two peers, by a hash with a secret key, so that nobody
 * spreads his address further by repeating it.
 *
 * Source: Bitcoin Core's `RelayAddress`.
 */
export class RelayTargets {
  readonly #hash: SipHash;

  constructor(random: Random) {
    this.#hash = new SipHash(random.u64(), random.u64());
  }

  /**
   * @param isReachable Whether we could connect to it ourselves: then to two peers, else by chance to one or two.
   * @param peers To whom it may go: in any order.
   */
  choose(
    address: NetAddress,
    { isReachable, peers, nowSec }: { isReachable: boolean; peers: Iterable<PeerId>; nowSec: number },
  ): PeerId[] {
    const hash = this.#hash;
    hash.hashHalves(addressBytes(address));
    // Addresses rotate at different times of the day.
    const day = Math.floor((nowSec + (hash.low % ROTATE_SEC)) / ROTATE_SEC);
    const words = new Uint32Array([hash.low, hash.high, day, 0, 0]);
    const bytes = new Uint8Array(words.buffer);
    hash.hashHalves(bytes.subarray(0, 12));
    const wanted = isReachable || (hash.low & 1) === 1 ? 2 : 1;
    const ranked: { readonly peer: PeerId; readonly low: number; readonly high: number }[] = [];
    for (const peer of peers) {
      words[3] = peer;
      words[4] = Math.floor(peer / 0x1_0000_0000);
      hash.hashHalves(bytes);
      ranked.push({ peer, low: hash.low, high: hash.high });
    }
    ranked.sort((a, b) => b.high - a.high || b.low - a.low || a.peer - b.peer);
    return ranked.slice(0, wanted).map(({ peer }) => peer);
  }
}
