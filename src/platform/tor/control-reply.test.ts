import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ControlReplyReader, controlValues } from './control-reply.ts';
import type { ControlReply } from './control-reply.ts';

function read(...parts: readonly string[]): ControlReply[] | undefined {
  const reader = new ControlReplyReader();
  const replies: ControlReply[] = [];
  for (const part of parts) {
    const found = reader.push(part);
    if (found === undefined) return undefined;
    replies.push(...found);
  }
  return replies;
}

test('an answer of one line, of several, and with data is put together', () => {
  assert.deepEqual(read('250 OK\r\n'), [{ code: 250, lines: ['OK'] }]);
  assert.deepEqual(read('250-A 1\r\n250-B\r\n250 OK\r\n510 No\n'), [
    { code: 250, lines: ['A 1', 'B', 'OK'] },
    { code: 510, lines: ['No'] },
  ]);
  assert.deepEqual(read('250+info=\r\n600 not a reply\r\n..\r\n.\r\n250 OK\r\n'), [
    { code: 250, lines: ['info=', 'OK'] },
  ]);
});

test('what is cut anywhere is put together all the same (property)', () => {
  const text = '250-AUTH METHODS=NULL\r\n250+x=\r\ny\r\n.\r\n250 OK\r\n';
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const parts = at.slice(1).map((end, i) => text.slice(at[i], end));
      assert.deepEqual(read(...parts), read(text));
    }),
  );
});

test('what is no answer, and one that has no end, is refused', () => {
  for (const line of ['HTTP/1.1 400 Bad Request', '', '25 OK', '2500 OK', 'OK', '250']) {
    assert.equal(read(`${line}\r\n`), undefined, line);
  }
  assert.deepEqual(read('x'.repeat(100_000)), []);
  assert.equal(read('x'.repeat(100_001)), undefined);
  assert.equal(read(`250 ${'x'.repeat(100_001)}\r\n`), undefined);
  assert.equal(read('250-x\r\n'.repeat(999), '250 x\r\n')?.[0]?.lines.length, 1000);
  assert.equal(read('250-x\r\n'.repeat(1001)), undefined);
});

test('values are read plain and quoted, and what is none is left out', () => {
  // From Bitcoin Core's src/test/torcontrol_tests.cpp.
  const cases: [string, Record<string, string>][] = [
    [
      'METHODS=COOKIE,SAFECOOKIE COOKIEFILE="/var/tor/control auth cookie"',
      {
        METHODS: 'COOKIE,SAFECOOKIE',
        COOKIEFILE: '/var/tor/control auth cookie',
      },
    ],
    ['METHODS=NULL', { METHODS: 'NULL' }],
    ['Tor="0.2.9.8 (git-a0df013ea241b026)"', { Tor: '0.2.9.8 (git-a0df013ea241b026)' }],
    ['ServiceID=exampleonion1234', { ServiceID: 'exampleonion1234' }],
    ['PrivateKey=RSA1024:BLOB', { PrivateKey: 'RSA1024:BLOB' }],
    ['Foo=Bar=Baz Spam=Eggs', { Foo: 'Bar=Baz', Spam: 'Eggs' }],
    ['Foo="Bar=Baz"', { Foo: 'Bar=Baz' }],
    ['Foo="Bar Baz"', { Foo: 'Bar Baz' }],
    [String.raw`Foo="Bar\ Baz"`, { Foo: 'Bar Baz' }],
    [String.raw`Foo="Bar\"Baz\\"`, { Foo: String.raw`Bar"Baz` + '\\' }],
    [String.raw`Foo="Bar\nBaz\t" Spam="\"Eggs"`, { Foo: 'Bar\nBaz\t', Spam: '"Eggs' }],
    [String.raw`Foo="Bar\1a"`, { Foo: 'Bar\u0001a' }],
    [String.raw`Foo="Bar\18"`, { Foo: 'Bar\u00018' }],
    [String.raw`Foo="Bar\81"`, { Foo: 'Bar81' }],
    [String.raw`Foo="Bar\141"`, { Foo: 'Bara' }],
    ['Foo=', { Foo: '' }],
    ['Foo', {}],
    ['Foo="Bar', {}],
    ['', {}],
  ];
  for (const [text, expected] of cases) assert.deepEqual(Object.fromEntries(controlValues(text)), expected, text);
});
