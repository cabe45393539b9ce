import { parseHost } from '../../wire/net-address-text.ts';
import type { NetAddress } from '../../wire/net-address.ts';

/**
 * Reads a host as the system tells it. IPv4 in IPv6 becomes IPv4; a zone (`%eth0`) is left out, as it means something on one
 * machine only.
 *
 * @returns `undefined` for what is no address of IPv4 or IPv6, or stands for another network in IPv6.
 */
export function addressFromSystem(host: string, port: number): NetAddress | undefined {
  const [withoutZone = ''] = host.split('%', 1);
  const address = parseHost(withoutZone);
  return address === undefined ? undefined : { ...address, port };
}
