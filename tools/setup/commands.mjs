// What `node tools/setup.mjs COMMAND` can do once the checkout is set up.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCode, buildPage, isCodeBuilt, isPageBuilt } from './build.mjs';
import { installPackages, isInstalled } from './install.mjs';
import { acquireLock } from './lock.mjs';
import { SetupFailure } from './process.mjs';
import { runTests } from './run-tests.mjs';

/** The checkout's root: two folders up, whatever the working directory. */
const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Installs and builds what is missing or out of date, and nothing else. Two at once take turns.
 *
 * @param {string} root The checkout's root.
 */
export async function setUp(root) {
  if (isInstalled(root) && isCodeBuilt(root) && isPageBuilt(root)) return;
  const release = await acquireLock(path.join(root, 'dist/.setup.lock'));
  try {
    // Each asks again: another set-up may have done it while this one waited for the lock.
    if (!isInstalled(root)) await installPackages(root);
    if (!isCodeBuilt(root)) await buildCode(root);
    if (!isPageBuilt(root)) await buildPage(root);
  } finally {
    release();
  }
}

/** Runs a program of the checkout in this process, as if it had been started with `args`. */
async function become(program, args) {
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program).href);
}

/** `tools/tidy.ts`, or `tools/tidy`, to the file that was built from it. */
function builtFrom(source) {
  return path.join(ROOT, 'dist', `${source.replace(/\.ts$/, '')}.js`);
}

/**
 * Does one command.
 *
 * @param {string | undefined} command `start`, `test`, `build`, or `run FILE` for a program of `tools/` or `bench/`.
 * @param {string[]} args What came after it.
 * @returns {Promise<number | undefined>} The exit code, or `undefined` where the program sets its own.
 */
export async function runCommand(command, args) {
  switch (command) {
    case 'build':
      await setUp(ROOT);
      return 0;
    case 'start':
      await setUp(ROOT);
      await become(path.join(ROOT, 'bin/vigil'), ['serve', ...args]);
      return undefined;
    case 'test':
      await setUp(ROOT);
      return runTests(ROOT, args);
    case 'run': {
      const [file, ...rest] = args;
      if (file === undefined) throw new SetupFailure('run: name a program, such as tools/tidy.ts');
      await setUp(ROOT);
      if (!existsSync(builtFrom(file))) throw new SetupFailure(`run: there is no program ${file}`);
      try {
        await become(builtFrom(file), rest);
      } catch (error) {
        if (!String(error?.code).startsWith('ERR_PARSE_ARGS_')) throw error;
        throw new SetupFailure(`${file}: ${error.message}; the first lines of that file say what it takes`);
      }
      return undefined;
    }
    default:
      throw new SetupFailure(`no command ${JSON.stringify(command ?? '')}: there are build, start, test, run FILE`);
  }
}
