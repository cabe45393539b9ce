import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SCRIPT_KINDS, plainCoin } from '../../../test/random-coins.ts';
import { P2PKH, P2PK_EVEN, P2PK_ODD, P2SH, specialKind, specialScript } from './script-kind.ts';

const EXPECTED: ReadonlyMap<string, number> = new Map([
  ['P2PKH', P2PKH],
  ['P2SH', P2SH],
  ['P2PK, y even', P2PK_EVEN],
  ['P2PK, y odd', P2PK_ODD],
]);

test('only the four kinds have a compact form, not what is like them in all but one byte', () => {
  for (const [name, script] of SCRIPT_KINDS) {
    const { bytes, scriptStart, scriptEnd } = plainCoin({ code: 0, value: 0, script });
    assert.equal(specialKind(bytes, scriptStart, scriptEnd), EXPECTED.get(name) ?? -1, name);
  }
});

test('a compact form is put together again to the same bytes', () => {
  const payloads = { P2PKH: [3, 23], P2SH: [2, 22], 'P2PK, y even': [2, 34], 'P2PK, y odd': [2, 34] } as const;
  for (const [name, script] of SCRIPT_KINDS) {
    const kind = EXPECTED.get(name);
    if (kind === undefined) continue;
    const [from, to] = payloads[name as keyof typeof payloads];
    assert.deepEqual(specialScript(kind, script.subarray(from, to)), script, name);
  }
});
