// The test run: every `*.test.js` of the build, by Node's own runner.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listFiles } from './files.mjs';
import { runNode, SetupFailure } from './process.mjs';

const FOLDERS = ['dist/src', 'dist/test', 'dist/tools', 'dist/bench'];

/** A source or built test file, or a folder of them, to the built tests it means; `undefined` if it is no path. */
function testsAt(root, argument, all) {
  const full = path.resolve(root, argument);
  if (!fs.existsSync(full)) return undefined;
  const fromRoot = path
    .relative(root, full)
    .split(path.sep)
    .join('/')
    .replace(/^dist\//, '');
  const stem = fromRoot.replace(/(\.test)?\.[jt]sx?$/, '');
  return all.filter((test) => test === `dist/${stem}.test.js` || test.startsWith(`dist/${stem}/`));
}

/**
 * Runs the tests.
 *
 * @param {string} root The checkout's root.
 * @param {string[]} args Files or folders narrow the run to them, `--flags` go to Node, and anything else is a pattern
 *   that a test's name has to match.
 * @returns {Promise<number>} The runner's exit code.
 */
export async function runTests(root, args) {
  const all = FOLDERS.flatMap((folder) => listFiles(root, folder))
    .filter((file) => file.endsWith('.test.js'))
    .sort();
  const flags = [`--test-concurrency=${os.availableParallelism()}`, '--test-reporter=spec'];
  const chosen = [];
  let named = false;
  for (const arg of args) {
    const tests = arg.startsWith('--') ? undefined : testsAt(root, arg, all);
    if (arg.startsWith('--')) flags.push(arg);
    else if (tests === undefined) flags.push(`--test-name-pattern=${arg}`);
    else {
      named = true;
      chosen.push(...tests);
    }
  }
  const files = named ? chosen : all;
  if (files.length === 0) throw new SetupFailure(named ? `no tests in ${args.join(' ')}` : 'there are no tests');
  const { code } = await runNode(['--test', ...flags, ...files], { cwd: root, inherit: true });
  return code;
}
