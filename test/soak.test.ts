// The short version of `bench/soak.ts`, with its seed: what it says of time and memory is not judged here.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

interface Document {
  readonly sent: number;
  readonly confirmed: number;
  readonly reorganizations: number;
  readonly met: number;
  readonly dropped: readonly string[];
  readonly rejected: readonly string[];
  readonly failure?: string;
  readonly samples: readonly { readonly height: number; readonly orphans: number }[];
}

test('a node takes blocks and transactions from peers that come and go, drops none of them, and loses nothing', async () => {
  const file = fileURLToPath(new URL('../bench/soak.js', import.meta.url));
  const options = ['--minutes', '0.4', '--seed', '7', '--sample-seconds', '2', '--json'];
  const child = spawn(process.execPath, [file, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const part of child.stdout) said += String(part);
  const run = JSON.parse(said) as Document;
  assert.equal(run.failure, undefined);
  assert.deepEqual(run.rejected, []);
  assert.deepEqual(run.dropped, []);
  assert.ok(run.met >= 12, `${run.met} peers`);
  assert.ok(run.sent > 0 && run.confirmed > run.sent / 2, `${run.confirmed} of ${run.sent} transactions in blocks`);
  assert.ok(run.samples.at(-1)!.height > 125, 'blocks were added to those that had made the coins');
  assert.ok(run.samples.every(({ orphans }) => orphans <= 100));
});
