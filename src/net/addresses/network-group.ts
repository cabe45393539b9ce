import type { AddressSource } from './address-source.ts';

// prettier-ignore
const IPV6_LOOPBACK = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

/** Core's numbers of networks, which begin a group. */
const NET_CLASS = { unroutable: 0, ipv4: 1, ipv6: 2, torv3: 3, i2p: 4, cjdns: 5, internal: 6 } as const;

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

/** Whether an address is one of this machine. Source: Bitcoin Core's `CNetAddr::IsLocal`. */
export function isLocal({ network, bytes }: AddressSource): boolean {
  if (network === 'ipv4') return bytes[0] === 127 || bytes[0] === 0;
  return network === 'ipv6' && startsWith(bytes, IPV6_LOOPBACK);
}

/** Whether an address may be one at all. Source: Bitcoin Core's `CNetAddr::IsValid`. */
export function isValid({ network, bytes }: AddressSource): boolean {
  if (network === 'internal') return false;
  if (network === 'ipv4') return !bytes.every((byte) => byte === 0) && !bytes.every((byte) => byte === 255);
  if (network === 'cjdns') return bytes[0] === 0xfc;
  if (network !== 'ipv6') return true;
  return !bytes.every((byte) => byte === 0) && !startsWith(bytes, [0x20, 0x01, 0x0d, 0xb8]);
}

/** Whether an address can be reached from anywhere. Source: Bitcoin Core's `CNetAddr::IsRoutable`. */
export function isRoutable(address: AddressSource): boolean {
  if (!isValid(address) || isLocal(address)) return false;
  const [a = 0, b = 0, c = 0, d = 0] = address.bytes;
  if (address.network === 'ipv4') {
    const isPrivate = a === 10 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b <= 31);
    const isBenchmark = a === 198 && (b === 18 || b === 19);
    const isShared = a === 100 && b >= 64 && b <= 127;
    const isDocumentation =
      (a === 192 && b === 0 && c === 2) || (a === 198 && b === 51 && c === 100) || (a === 203 && b === 0 && c === 113);
    return !(isPrivate || isBenchmark || (a === 169 && b === 254) || isShared || isDocumentation);
  }
  if (address.network !== 'ipv6') return true;
  const isLinkLocal = startsWith(address.bytes, [0xfe, 0x80, 0, 0, 0, 0, 0, 0]);
  const isUniqueLocal = (a & 0xfe) === 0xfc;
  const isOrchid = a === 0x20 && b === 0x01 && c === 0 && ((d & 0xf0) === 0x10 || (d & 0xf0) === 0x20);
  return !(isLinkLocal || isUniqueLocal || isOrchid);
}

/** The two leading bytes of the IPv4 address that an IPv6 address stands for, if it does. Source: Core's `GetLinkedIPv4`. */
function linkedIpv4(bytes: Uint8Array): readonly [number, number] | undefined {
  const isMapped = startsWith(bytes, [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0]);
  if (isMapped || startsWith(bytes, [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0])) return [bytes[12]!, bytes[13]!];
  if (startsWith(bytes, [0x20, 0x02])) return [bytes[2]!, bytes[3]!];
  if (startsWith(bytes, [0x20, 0x01, 0, 0])) return [bytes[12]! ^ 0xff, bytes[13]! ^ 0xff];
  return undefined;
}

/** The first `bits` bits of `bytes` from byte `start` on; the rest of the last byte is ones. */
function leadingBits(bytes: Uint8Array, start: number, bits: number): readonly number[] {
  const whole = bits >> 3;
  const out = [...bytes.subarray(start, start + whole)];
  const rest = bits & 7;
  return rest === 0 ? out : [...out, bytes[start + whole]! | ((1 << (8 - rest)) - 1)];
}

/**
 * Names the part of the network that an address lies in, so that whoever holds many addresses of one part counts once.
 * Source: Bitcoin Core's `NetGroupManager::GetGroup`, without a map of autonomous systems.
 */
export function networkGroup(address: AddressSource): Uint8Array {
  const { network, bytes } = address;
  if (network === 'internal') return Uint8Array.from([NET_CLASS.internal, ...bytes]);
  if (!isRoutable(address)) {
    // All of this machine are one group, and all others that cannot be routed are it as well.
    return Uint8Array.of(NET_CLASS.unroutable);
  }
  const linked = network === 'ipv4' ? [bytes[0]!, bytes[1]!] : network === 'ipv6' ? linkedIpv4(bytes) : undefined;
  if (linked !== undefined) return Uint8Array.from([NET_CLASS.ipv4, ...linked]);
  const isHurricaneElectric = network === 'ipv6' && startsWith(bytes, [0x20, 0x01, 0x04, 0x70]);
  const bits = network === 'torv3' || network === 'i2p' ? 4 : network === 'cjdns' ? 12 : isHurricaneElectric ? 36 : 32;
  return Uint8Array.from([NET_CLASS[network], ...leadingBits(bytes, 0, bits)]);
}
