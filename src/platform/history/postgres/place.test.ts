import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePlace, isPostgresUrl, parsePostgresUrl } from './place.ts';

test('an address is read in all its parts', () => {
  assert.deepEqual(parsePostgresUrl('postgres://anna:s%40cret@db.example:6432/vigil?sslmode=require', {}), {
    host: 'db.example',
    port: 6432,
    user: 'anna',
    password: 's@cret',
    database: 'vigil',
    ssl: 'require',
  });
  const checked = parsePostgresUrl('postgres://h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.crt', {});
  assert.ok(!('code' in checked));
  assert.deepEqual([checked.ssl, checked.rootCertificate], ['verify-full', '/etc/ca.crt']);
  const place = parsePostgresUrl('postgresql://anna@[::1]/', {});
  assert.ok(!('code' in place));
  assert.deepEqual([place.host, place.port, place.database, place.password], ['::1', 5432, 'anna', undefined]);
  assert.equal(describePlace(place), 'anna of anna at [::1]:5432');
});

test('what is left out comes from the environment, and a socket from a parameter', () => {
  const env = { PGHOST: 'h', PGPORT: '1', PGUSER: 'u', PGPASSWORD: 'p', PGDATABASE: 'd' };
  const expected = { host: 'h', port: 1, user: 'u', password: 'p', database: 'd', ssl: false };
  assert.deepEqual(parsePostgresUrl('postgres://', env), expected);
  const tls = parsePostgresUrl('postgres://h/d', { PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/ca' });
  assert.ok(!('code' in tls));
  assert.deepEqual([tls.ssl, tls.rootCertificate], ['verify-full', '/ca']);
  const socket = parsePostgresUrl('postgres:///d?host=/run/postgresql&user=u', {});
  assert.ok(!('code' in socket));
  assert.deepEqual([socket.host, socket.database, socket.user], ['/run/postgresql', 'd', 'u']);
});

test('a wrong address is refused without repeating what may be a password', () => {
  const wrong = ['postgres://a:hunter2@h:99999/d', 'postgres://a:hunter2@h/d?sslmode=no', 'postgres://a:hunter2@h/%zz'];
  for (const text of [...wrong, 'postgres://a:hunter2@h/d?password=hunter2', 'postgres://a:hunter2@']) {
    const place = parsePostgresUrl(text, {});
    assert.ok('code' in place, text);
    assert.doesNotMatch(place.message, /hunter2/);
  }
});

test('a folder is no address of a database', () => {
  assert.equal(isPostgresUrl('postgres://h/d'), true);
  assert.equal(isPostgresUrl('PostgreSQL://h/d'), true);
  assert.equal(isPostgresUrl('/var/postgres'), false);
  assert.equal(isPostgresUrl('postgres'), false);
});
