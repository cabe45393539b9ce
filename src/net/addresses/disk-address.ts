import type { ByteReader } from '../../bytes/byte-reader.ts';
import type { ByteWriter } from '../../bytes/byte-writer.ts';
import { addressFromLegacyBytes } from '../../wire/address-codec.ts';
import type { AddressNetwork, GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { hostBytes } from './address-key.ts';
import { INTERNAL_IN_IPV6_PREFIX } from './address-source.ts';
import type { AddressSource } from './address-source.ts';

/** What stands before an address on disk: a fixed number, and the bit that says that BIP155's form follows. */
const DISK_VERSION = 220_000;
const DISK_VERSION_ADDRV2 = 1 << 29;
/** The bits that say nothing. Source: Core's `DISK_VERSION_IGNORE_MASK`. */
const DISK_VERSION_IGNORED = 0x0007_ffff;

/** Numbers and lengths of the networks (BIP155). */
const NETWORKS: readonly { readonly id: number; readonly network: AddressNetwork; readonly sizeBytes: number }[] = [
  { id: 1, network: 'ipv4', sizeBytes: 4 },
  { id: 2, network: 'ipv6', sizeBytes: 16 },
  { id: 4, network: 'torv3', sizeBytes: 32 },
  { id: 5, network: 'i2p', sizeBytes: 32 },
  { id: 6, network: 'cjdns', sizeBytes: 16 },
];

const IPV6_ID = 2;
const IPV6_BYTES = 16;

/** Longest address that may be written down. Source: Core's `MAX_ADDRV2_SIZE`. */
const MAX_HOST_BYTES = 512;

/** Writes an address with its time and services as Core's files do. Source: `CAddress` with `V2_DISK`. */
export function writeDiskAddress(out: ByteWriter, { address, services, timeSec }: GossipedAddress): void {
  out.u32Le(DISK_VERSION | DISK_VERSION_ADDRV2).u32Le(timeSec);
  if (services <= 0xffff_ffffn) out.compactSize(Number(services));
  else out.u8(0xff).u64Le(services);
  writeDiskHost(out, address);
  out.u8(address.port >> 8).u8(address.port);
}

/** Writes an address without its port (`CNetAddr`); an internal one as the IPv6 address that stands for it. */
export function writeDiskHost(out: ByteWriter, host: AddressSource): void {
  if (host.network === 'internal') out.u8(IPV6_ID).varBytes(hostBytes(host));
  else out.u8(NETWORKS.find(({ network }) => network === host.network)!.id).varBytes(host.bytes);
}

/** Whether addresses may be written as BIP155 writes them, or only as IPv6, as it was before. */
export type DiskForm = 'legacy' | 'bip155';

/**
 * Reads an address with its time and services. An address of a network that nobody knows is read as IPv6's nothing, which is
 * not valid.
 *
 * @param form `legacy`: a newer form is refused. `bip155`: each address says which of both it has.
 * @returns `undefined` where the bytes are none.
 */
export function readDiskAddress(reader: ByteReader, form: DiskForm): GossipedAddress | undefined {
  const mark = (reader.u32Le() & ~DISK_VERSION_IGNORED) >>> 0;
  const isBip155 = mark === DISK_VERSION_ADDRV2;
  if (mark !== 0 && (!isBip155 || form === 'legacy')) return undefined;
  const timeSec = reader.u32Le();
  const services = isBip155 ? readServices(reader) : reader.u64Le();
  const host = readDiskHost(reader, isBip155 ? 'bip155' : 'legacy');
  const port = (reader.u8() << 8) | reader.u8();
  if (host === undefined || services === undefined || reader.failure !== undefined) return undefined;
  const address: NetAddress = host.network === 'internal' ? nothing(port) : { ...host, port };
  return { address, services, timeSec };
}

/** Reads an address without its port. */
export function readDiskHost(reader: ByteReader, form: DiskForm): AddressSource | undefined {
  if (form === 'legacy') return reader.failure === undefined ? fromIpv6(reader.view(IPV6_BYTES)) : undefined;
  const id = reader.u8();
  const size = reader.compactSize();
  if (size > MAX_HOST_BYTES) return undefined;
  const bytes = reader.view(size).slice();
  if (reader.failure !== undefined) return undefined;
  const known = NETWORKS.find((network) => network.id === id);
  if (known === undefined) return nothing(0);
  if (known.sizeBytes !== size) return undefined;
  if (known.network !== 'ipv6') return { network: known.network, bytes, port: 0 };
  // What has a form of its own in BIP155 is not hidden in IPv6; only what has none is.
  const host = fromIpv6(bytes);
  return host?.network === 'ipv4' ? nothing(0) : host;
}

/** What 16 bytes of IPv6 stand for. */
function fromIpv6(bytes: Uint8Array): AddressSource | undefined {
  if (bytes.length !== IPV6_BYTES) return undefined;
  if (INTERNAL_IN_IPV6_PREFIX.every((byte, i) => bytes[i] === byte)) {
    return { network: 'internal', bytes: bytes.slice(INTERNAL_IN_IPV6_PREFIX.length), port: 0 };
  }
  return addressFromLegacyBytes(bytes, 0);
}

/** The address of nothing. */
function nothing(port: number): NetAddress {
  return { network: 'ipv6', bytes: new Uint8Array(IPV6_BYTES), port };
}

/** Reads 64 bits as a compact size, which need not be the size of anything (`CompactSizeFormatter<false>`). */
function readServices(reader: ByteReader): bigint | undefined {
  const first = reader.u8();
  if (first < 0xfd) return BigInt(first);
  const value = first === 0xff ? reader.u64Le() : BigInt(first === 0xfe ? reader.u32Le() : reader.u16Le());
  const least = first === 0xff ? 0x1_0000_0000n : first === 0xfe ? 0x1_0000n : 0xfdn;
  return value < least ? undefined : value;
}
