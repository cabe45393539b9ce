import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { MAX_ADDRV2_BYTES, MAX_ADDR_TO_SEND } from './message-limits.ts';
import type { AddressNetwork, GossipedAddress, NetAddress } from './net-address.ts';
import type { WireReject } from './wire-reject.ts';

/** How each network is numbered, and how long its addresses are (BIP155). */
const BIP155_NETWORKS: readonly { readonly id: number; readonly network: AddressNetwork; readonly bytes: number }[] = [
  { id: 1, network: 'ipv4', bytes: 4 },
  { id: 2, network: 'ipv6', bytes: 16 },
  { id: 4, network: 'torv3', bytes: 32 },
  { id: 5, network: 'i2p', bytes: 32 },
  { id: 6, network: 'cjdns', bytes: 16 },
];

/** Length of an address in an `addr` or `version`: IPv6, or what is disguised as IPv6. */
const LEGACY_ADDRESS_BYTES = 16;

/** An IPv6 address that holds an IPv4 address begins so (RFC 4291). */
const IPV4_IN_IPV6_PREFIX = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

/** OnionCat: an IPv6 address that holds an address of Tor v2, which is no more. */
const TORV2_IN_IPV6_PREFIX = Uint8Array.of(0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43);

/** An IPv6 address that stands for a name in Bitcoin Core's address manager: 0xfd, then SHA-256 of "bitcoin". */
const INTERNAL_IN_IPV6_PREFIX = Uint8Array.of(0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24);

/**
 * The address of nothing: IPv6 of zeros, which is not valid. Bitcoin Core keeps it in the place of an address that it does
 * not know, so that the others are counted as they were sent.
 */
export function unspecifiedAddress(port: number = 0): NetAddress {
  return { network: 'ipv6', bytes: new Uint8Array(LEGACY_ADDRESS_BYTES), port };
}

/** Reads address and port as `version` and `addr` have them: see `addressFromLegacyBytes`; then the port, big-endian. */
export function readLegacyAddress(reader: ByteReader): NetAddress {
  const bytes = reader.view(LEGACY_ADDRESS_BYTES);
  const port = readPort(reader);
  return reader.failure === undefined ? addressFromLegacyBytes(bytes, port) : unspecifiedAddress();
}

/**
 * Reads 16 bytes of IPv6, in which IPv4 may be hidden. What is disguised otherwise (Tor v2, a name) becomes
 * `unspecifiedAddress`. The bytes are copied.
 *
 * Source: Bitcoin Core's `CNetAddr::SetLegacyIPv6`.
 */
export function addressFromLegacyBytes(bytes: Uint8Array, port: number): NetAddress {
  if (startsWith(bytes, IPV4_IN_IPV6_PREFIX)) return { network: 'ipv4', bytes: bytes.slice(12), port };
  return isDisguised(bytes) ? unspecifiedAddress(port) : { network: 'ipv6', bytes: bytes.slice(), port };
}

/** Writes address and port as `version` and `addr` have them; an address of another network becomes zeros, as in Core. */
export function writeLegacyAddress(writer: ByteWriter, address: NetAddress): void {
  if (address.network === 'ipv4') writer.raw(IPV4_IN_IPV6_PREFIX).raw(address.bytes);
  else writer.raw(address.network === 'ipv6' ? address.bytes : new Uint8Array(LEGACY_ADDRESS_BYTES));
  writePort(writer, address.port);
}

/** Reads the addresses of an `addr`. */
export function readAddrList(reader: ByteReader): GossipedAddress[] | WireReject {
  const count = reader.compactSize();
  if (count > MAX_ADDR_TO_SEND) return { code: 'too-many-items', count, limit: MAX_ADDR_TO_SEND };
  const addresses: GossipedAddress[] = [];
  while (addresses.length < count && reader.failure === undefined) {
    const timeSec = reader.u32Le();
    const services = reader.u64Le();
    addresses.push({ timeSec, services, address: readLegacyAddress(reader) });
  }
  return addresses;
}

/** Writes the addresses of an `addr`. */
export function writeAddrList(writer: ByteWriter, addresses: readonly GossipedAddress[]): void {
  writer.compactSize(addresses.length);
  for (const { timeSec, services, address } of addresses) {
    writer.u32Le(timeSec).u64Le(services);
    writeLegacyAddress(writer, address);
  }
}

/**
 * Reads the addresses of an `addrv2` (BIP155). An address of a network that is not known, or one of IPv6 that hides another,
 * becomes `unspecifiedAddress`: it is ignored, and counts.
 *
 * Source: Bitcoin Core's `CNetAddr::UnserializeV2Stream`.
 */
export function readAddrV2List(reader: ByteReader): GossipedAddress[] | WireReject {
  const count = reader.compactSize();
  if (count > MAX_ADDR_TO_SEND) return { code: 'too-many-items', count, limit: MAX_ADDR_TO_SEND };
  const addresses: GossipedAddress[] = [];
  while (addresses.length < count && reader.failure === undefined) {
    const timeSec = reader.u32Le();
    const services = readServices(reader);
    if (typeof services === 'object') return services;
    const address = readAddrV2(reader);
    if ('code' in address) return address;
    addresses.push({ timeSec, services, address });
  }
  return addresses;
}

/** Writes the addresses of an `addrv2` (BIP155). */
export function writeAddrV2List(writer: ByteWriter, addresses: readonly GossipedAddress[]): void {
  writer.compactSize(addresses.length);
  for (const { timeSec, services, address } of addresses) {
    writer.u32Le(timeSec);
    writeServices(writer, services);
    writer.u8(BIP155_NETWORKS.find(({ network }) => network === address.network)!.id).varBytes(address.bytes);
    writePort(writer, address.port);
  }
}

function readAddrV2(reader: ByteReader): NetAddress | WireReject {
  const networkId = reader.u8();
  const lengthBytes = reader.compactSize();
  if (reader.failure !== undefined) return unspecifiedAddress();
  if (lengthBytes > MAX_ADDRV2_BYTES) return { code: 'address-too-long', lengthBytes };
  const known = BIP155_NETWORKS.find(({ id }) => id === networkId);
  if (known !== undefined && known.bytes !== lengthBytes) return { code: 'bad-address-length', networkId, lengthBytes };
  const bytes = reader.view(lengthBytes);
  const port = readPort(reader);
  if (known === undefined || reader.failure !== undefined) return unspecifiedAddress(port);
  const isHidden = known.network === 'ipv6' && (startsWith(bytes, IPV4_IN_IPV6_PREFIX) || isDisguised(bytes));
  return isHidden ? unspecifiedAddress(port) : { network: known.network, bytes: bytes.slice(), port };
}

/** Reads an unsigned 64-bit integer as a compact size in its one canonical form (`CompactSizeFormatter<false>`). */
function readServices(reader: ByteReader): bigint | WireReject {
  const offset = reader.offset;
  const first = reader.u8();
  if (first < 0xfd) return BigInt(first);
  const value = first === 0xff ? reader.u64Le() : BigInt(first === 0xfe ? reader.u32Le() : reader.u16Le());
  const least = first === 0xff ? 0x1_0000_0000n : first === 0xfe ? 0x1_0000n : 0xfdn;
  return value < least && reader.failure === undefined ? { code: 'non-canonical-size', offset } : value;
}

function writeServices(writer: ByteWriter, services: bigint): void {
  if (services <= 0xffff_ffffn) writer.compactSize(Number(services));
  else writer.u8(0xff).u64Le(services);
}

/** Reads a port: 16 bits, big-endian, unlike all other integers. */
function readPort(reader: ByteReader): number {
  const high = reader.u8();
  return high * 256 + reader.u8();
}

function writePort(writer: ByteWriter, port: number): void {
  writer.u8(port >> 8).u8(port);
}

/** Whether an IPv6 address is none, but an address of Tor v2 or a name. */
function isDisguised(bytes: Uint8Array): boolean {
  return startsWith(bytes, TORV2_IN_IPV6_PREFIX) || startsWith(bytes, INTERNAL_IN_IPV6_PREFIX);
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}
