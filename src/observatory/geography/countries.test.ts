import assert from 'node:assert/strict';
import { test } from 'node:test';

import { COUNTRIES, COUNTRY_BY_CODE, countryCodeOf } from './countries.ts';

test('every country has two letters, three letters, three digits and a name, each once', () => {
  assert.equal(COUNTRIES.length, 250);
  for (const { code, alpha3, numeric, name } of COUNTRIES) {
    assert.match(code, /^[A-Z]{2}$/);
    assert.match(alpha3, /^[A-Z]{3}$/, code);
    assert.match(numeric, /^\d{3}$/, code);
    assert.match(name, /^[\p{L}][\p{L} .()'-]+$/u, code);
  }
  for (const key of ['code', 'alpha3', 'numeric', 'name'] as const) {
    assert.equal(new Set(COUNTRIES.map((country) => country[key])).size, COUNTRIES.length, key);
  }
  assert.deepEqual(COUNTRY_BY_CODE.get('KZ'), { code: 'KZ', alpha3: 'KAZ', numeric: '398', name: 'Kazakhstan' });
});

test('a country is found by its codes and by the names that CCAF writes', () => {
  for (const text of ['kz', 'KAZ', 'Kazakhstan', ' kazakhstan ']) assert.equal(countryCodeOf(text), 'KZ');
  assert.equal(countryCodeOf('Mainland China'), 'CN');
  assert.equal(countryCodeOf('Germany *'), 'DE');
  assert.equal(countryCodeOf('Iran, Islamic Rep.'), 'IR');
  assert.equal(countryCodeOf('Other'), undefined);
  assert.equal(countryCodeOf('ZZ'), undefined);
});
