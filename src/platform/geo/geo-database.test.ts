import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parseAddress } from '../../wire/net-address-text.ts';
import { GeoDatabase, GeoDatabaseError } from './geo-database.ts';

function countryOf(database: GeoDatabase, host: string): string | undefined {
  return database.countryOf(parseAddress(host, { defaultPort: 8333 })!);
}

describe('GeoDatabase', () => {
  test('knows the countries of well-known networks of both kinds, and the day it was made', () => {
    const database = new GeoDatabase();
    assert.equal(countryOf(database, '8.8.8.8'), 'US');
    assert.equal(countryOf(database, '95.59.0.1'), 'KZ', 'Kazakhtelecom');
    assert.equal(countryOf(database, '[2a01:4f8::1]'), 'DE', 'Hetzner');
    assert.match(database.day, /^20\d\d-\d\d-\d\d$/);
    assert.match(database.name, /iptoasn-country/);
  });

  test('knows nothing of private addresses, of Tor, and of networks in a table of countries', () => {
    const database = new GeoDatabase();
    assert.equal(countryOf(database, '10.0.0.1'), undefined);
    assert.equal(database.countryOf({ network: 'torv3', bytes: new Uint8Array(32), port: 8333 }), undefined);
    assert.equal(database.asnOf(parseAddress('8.8.8.8', { defaultPort: 1 })!), undefined);
  });

  test('a file that is missing, or none of the format, is told in a line, and only when it is asked', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigil-geo-'));
    try {
      const file = path.join(folder, 'x.mmdb');
      await writeFile(file, 'no table');
      for (const name of [file, path.join(folder, 'none.mmdb')]) {
        const database = new GeoDatabase(name);
        assert.throws(() => countryOf(database, '8.8.8.8'), GeoDatabaseError);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
