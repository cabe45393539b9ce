import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commandsIn, matchesOutput, runDocCommand } from './doc-commands.ts';
import type { Fence } from './markdown.ts';

const env = process.env;

function fence(lines: readonly string[], more: Partial<Fence> = {}): Fence {
  return { language: 'sh', lines, line: 10, notRun: undefined, ...more };
}

test('commands are found with their lines and the output below them', () => {
  assert.deepEqual(commandsIn(fence(['$ vigil --version', '0.1.0', '', '$ npm run tidy'])), [
    { command: 'vigil --version', expected: ['0.1.0'], line: 11 },
    { command: 'npm run tidy', expected: [], line: 14 },
  ]);
});

test('a backslash at the end of a line joins it with the next', () => {
  assert.deepEqual(commandsIn(fence(['$ vigil hashrate \\', '    --json \\', '    --csv', '1'])), [
    { command: 'vigil hashrate \\\n    --json \\\n    --csv', expected: ['1'], line: 11 },
  ]);
});

test('blocks that are marked, in another language, or of other programs are not run', () => {
  assert.deepEqual(commandsIn(fence(['$ vigil'], { notRun: 'it serves' })), []);
  assert.deepEqual(commandsIn(fence(['$ vigil'], { language: 'text' })), []);
  assert.deepEqual(commandsIn(fence(['$ git clone URL', '$ vigilant'])), []);
});

test('output matches line by line, and ... stands for anything', () => {
  assert.ok(matchesOutput([], 'anything'));
  assert.ok(matchesOutput(['a (b) ... d', '...', 'z'], 'a (b) c d\n1\n2\nz  \n'));
  assert.ok(matchesOutput(['a', '...'], 'a\n'));
  assert.ok(matchesOutput(['...', 'z'], 'z\n'));
});

test('output that differs does not match', () => {
  assert.ok(!matchesOutput(['a'], 'a\nb\n'));
  assert.ok(!matchesOutput(['a...'], 'b\na\n'));
  assert.ok(!matchesOutput(['1.0'], '1x0\n'));
  assert.ok(!matchesOutput(['a', '...', 'z'], 'a\nz\ny\n'));
});

test('a command is run with both its outputs in order, and its exit code', async () => {
  const command = 'node -e "console.log(1)"; echo 2 >&2; echo 3; exit 4';
  assert.deepEqual(await runDocCommand(command, { cwd: '.', env, limitMs: 10_000 }), { code: 4, output: '1\n2\n3\n' });
});

test('a command that does not end is stopped, with what it started', async () => {
  const { code, output } = await runDocCommand('echo begun; (exec tail -f /dev/null)', { cwd: '.', env, limitMs: 300 });
  assert.deepEqual({ code, output }, { code: -1, output: 'begun\n' });
});
