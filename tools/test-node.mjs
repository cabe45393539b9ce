#!/usr/bin/env node
// Runs the tests on another Node: `npm run test:node -- 22`. The npm package `node` brings the program; it goes to a
// temporary folder, and the checkout's packages stay as they are.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [version, ...args] = process.argv.slice(2);
if (version === undefined || !/^\d+(\.\d+){0,2}$/.test(version)) {
  console.error('usage: npm run test:node -- VERSION [TEST ...], with a version such as 22 or 20.19.0');
  process.exit(2);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vigil-node-'));
const root = path.resolve(import.meta.dirname, '..');

/** Runs a program to its end with its output shown. */
function run(program, programArgs, cwd) {
  const { status, error } = spawnSync(program, programArgs, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status ?? 1;
}

try {
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private": true}\n');
  const npmArgs = ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`];
  const installed = run('npm', npmArgs, folder);
  const node = path.join(folder, 'node_modules/node/bin/node');
  if (installed !== 0 || !fs.existsSync(node)) {
    console.error(`Node ${version} could not be installed from npm's package "node", see above`);
    process.exitCode = 1;
  } else {
    console.error(`testing on Node ${version}:`);
    process.exitCode = run(node, ['tools/setup.mjs', 'test', ...args], root);
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
