import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAULT_KINDS, faultFromText, faultToText } from './planted-fault.ts';

describe('a planted fault', () => {
  test('is read as it is written', () => {
    for (const kind of FAULT_KINDS) {
      assert.deepEqual(faultFromText(faultToText({ kind, node: 17 })), { kind, node: 17 });
    }
  });

  test('of no kind, or without a node, is none', () => {
    for (const text of ['', 'undo-lost', 'undo-lost@', 'undo-lost@-1', 'undo-lost@1@2', 'undo@1', 'undo-lost@x']) {
      assert.equal(faultFromText(text), undefined, text);
    }
  });
});
