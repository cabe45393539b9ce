import { byConnectedAt, protectLast } from './eviction-candidate.ts';
import type { EvictionCandidate } from './eviction-candidate.ts';

/** Peers that long ways put at a disadvantage by all other measures; earlier ones come first among equals. */
const DISADVANTAGED: readonly ((candidate: EvictionCandidate) => boolean)[] = [
  ({ network }) => network === 'cjdns',
  ({ network }) => network === 'i2p',
  ({ isLocal }) => isLocal,
  ({ network }) => network === 'torv3',
];

/**
 * Protects the half of the candidates that has been connected for longest; up to half of those places go to peers of CJDNS,
 * I2P, this machine and Tor, even if others have been there longer.
 *
 * @returns Those that are not protected, the youngest first. Source: Bitcoin Core's `ProtectEvictionCandidatesByRatio`.
 */
export function protectByRatio(all: readonly EvictionCandidate[]): EvictionCandidate[] {
  const total = Math.floor(all.length / 2);
  const maxByNetwork = Math.floor(total / 2);
  const networks = DISADVANTAGED.map((isOfIt) => ({ isOfIt, count: all.filter(isOfIt).length }));
  // Those with the fewest peers come first, so that what they leave over goes to the others.
  networks.sort((a, b) => a.count - b.count);

  let candidates = [...all];
  let count = 0;
  while (count < maxByNetwork) {
    const present = networks.filter((network) => network.count > 0);
    if (present.length === 0) break;
    const each = Math.max(Math.floor((maxByNetwork - count) / present.length), 1);
    const before = count;
    for (const network of present) {
      const left = protectLast(candidates, lastOf(network.isOfIt), each, network.isOfIt);
      const newly = candidates.length - left.length;
      candidates = left;
      network.count -= newly;
      count += newly;
      if (count >= maxByNetwork) break;
    }
    if (count === before) break;
  }
  return protectLast(candidates, byConnectedAt, total - count);
}

/** Orders those of one kind last, and among both the youngest first. Source: Core's `CompareNodeNetworkTime`. */
function lastOf(isOfIt: (candidate: EvictionCandidate) => boolean) {
  return (a: EvictionCandidate, b: EvictionCandidate): number => {
    return Number(isOfIt(a)) - Number(isOfIt(b)) || byConnectedAt(a, b);
  };
}
