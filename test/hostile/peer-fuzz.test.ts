// The short version of `bench/fuzz-peers.ts`: another seed is tried with VIGIL_FUZZ_SEED.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzPeers } from './peer-fuzz.ts';

test('a node takes 10,000 random messages from random peers, drops who deserves it, and serves all others', () => {
  const seed = Number(process.env['VIGIL_FUZZ_SEED'] ?? 4);
  const { sent, dropped, sessions } = fuzzPeers({ messages: 10_000, seed });
  assert(sent >= 10_000, `${sent} were sent, in ${sessions} connections`);
  assert(dropped > sessions / 10, 'what is random is not all harmless');
  assert(dropped < sessions, 'nor is all of it harmful');
});
