import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ALL_SCRIPT_FLAGS,
  MANDATORY_SCRIPT_VERIFY_FLAGS,
  SCRIPT_FLAGS,
  STANDARD_SCRIPT_VERIFY_FLAGS,
  areScriptFlagsConsistent,
  completeScriptFlags,
  parseScriptFlags,
  scriptFlagsToText,
} from './flags.ts';
import { SCRIPT_ERRORS, scriptErrorText } from './script-error.ts';

test('the 21 flags of Bitcoin Core 28.1 have a bit each, and names that read back', () => {
  assert.deepEqual(
    [...SCRIPT_FLAGS.values()],
    Array.from({ length: 21 }, (_, bit) => 1 << bit),
  );
  assert.equal(ALL_SCRIPT_FLAGS, 2 ** 21 - 1);
  for (const flags of [0, 1, MANDATORY_SCRIPT_VERIFY_FLAGS, STANDARD_SCRIPT_VERIFY_FLAGS, ALL_SCRIPT_FLAGS]) {
    assert.equal(parseScriptFlags(scriptFlagsToText(flags)), flags);
  }
  assert.deepEqual(parseScriptFlags('P2SH,NOSUCH'), { code: 'unknown-script-flag', name: 'NOSUCH' });
  assert.equal(parseScriptFlags(''), 0);
});

test('WITNESS goes with P2SH, and CLEANSTACK with both', () => {
  const of = (text: string): number => parseScriptFlags(text) as number;
  for (const text of ['NONE', 'P2SH', 'TAPROOT', 'P2SH,WITNESS', 'P2SH,WITNESS,CLEANSTACK']) {
    assert.ok(areScriptFlagsConsistent(of(text)), text);
  }
  for (const text of ['WITNESS', 'CLEANSTACK', 'P2SH,CLEANSTACK', 'WITNESS,CLEANSTACK']) {
    assert.ok(!areScriptFlagsConsistent(of(text)), text);
    assert.ok(areScriptFlagsConsistent(completeScriptFlags(of(text))), text);
  }
  assert.ok(areScriptFlagsConsistent(MANDATORY_SCRIPT_VERIFY_FLAGS));
  assert.ok(areScriptFlagsConsistent(STANDARD_SCRIPT_VERIFY_FLAGS));
});

test("every error has Bitcoin Core's words, none of them twice but for the unknown", () => {
  assert.equal(
    scriptErrorText('EVAL_FALSE'),
    'Script evaluated without error but finished with a false/empty top stack element',
  );
  assert.equal(scriptErrorText('SIG_NULLFAIL'), 'Signature must be zero for failed CHECK(MULTI)SIG operation');
  assert.equal(scriptErrorText('UNKNOWN_ERROR'), 'unknown error');
  assert.equal(new Set(SCRIPT_ERRORS.map(scriptErrorText)).size, SCRIPT_ERRORS.length);
});
