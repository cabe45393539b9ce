import { InvalidArgumentError } from 'commander';
import { isIP } from 'node:net';
import type { Endpoint } from '../../platform/node-shell/network-routes.ts';
import { parseHost, splitHostPort } from '../../wire/net-address-text.ts';

/** A host, by name or address, and its port if one was named. */
export interface HostFlag {
  readonly host: string;
  readonly port: number | undefined;
}

/** `HOST`, `HOST:PORT`, `[IPV6]:PORT`: a name or an address. */
export function hostFlag(text: string): HostFlag {
  const split = splitHostPort(text);
  const host = split?.host ?? '';
  const isName = host.length <= 255 && /^[a-z0-9_][a-z0-9_.-]*$/i.test(host) && !/^[\d.]+$/.test(host);
  if (split === undefined || !(isName || parseHost(host) !== undefined)) {
    throw new InvalidArgumentError(`"${text}" is no host; write HOST or HOST:PORT, and IPv6 as [ADDRESS]:PORT.`);
  }
  return { host, port: split.port };
}

/** The same, several times. */
export function hostsFlag(text: string, before: readonly HostFlag[] | undefined): HostFlag[] {
  return [...(before ?? []), hostFlag(text)];
}

/** An address of this machine to listen on. */
export function bindFlag(text: string, before: readonly HostFlag[] | undefined): HostFlag[] {
  const found = hostFlag(text);
  if (isIP(found.host) === 0) throw new InvalidArgumentError(`"${text}" is no IPv4 or IPv6 address.`);
  return [...(before ?? []), found];
}

/** Where a proxy or a control port answers: a host with its port, or a socket in the file system as `unix:PATH`. */
export function endpointFlag(defaultPort: number): (text: string) => Endpoint {
  return (text) => {
    if (text.startsWith('unix:')) return { path: text.slice('unix:'.length) };
    const { host, port } = hostFlag(text);
    return { host, port: port ?? defaultPort };
  };
}
