// The build: TypeScript to `dist/`, then the page to `dist/web/`. A stamp over the content of all inputs is written
// when a build is complete, and removed before the next begins: a build that was cut off is never taken for a good one.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { listFiles } from './files.mjs';
import { runNode, SetupFailure, withProgress } from './process.mjs';

const CODE_STAMP = 'dist/.built';
const PAGE_STAMP = 'dist/.built-page';
const CODE_FOLDERS = ['src', 'test', 'bench', 'tools'];
const CONFIG = ['tsconfig.json', 'package.json', 'package-lock.json'];
const PAGE_CONFIGS = ['web/vite.config.ts', 'web/vite.config.js', 'vite.config.ts', 'vite.config.js'];

function exists(root, file) {
  return fs.existsSync(path.join(root, file));
}

/** The TypeScript files that `tsconfig.json` takes in, as paths from the root with `/`. */
function codeSources(root) {
  return CODE_FOLDERS.flatMap((folder) => listFiles(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('tools/fixtures/'))
    .sort();
}

/** The page's modules without a browser are tested with the rest, so that the compiler reads them too. */
function pageModules(root) {
  return listFiles(root, 'web').filter((file) => /\.tsx?$/.test(file));
}

function pageSources(root) {
  const code = listFiles(root, 'src').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return [...listFiles(root, 'web'), ...code, ...PAGE_CONFIGS.filter((file) => exists(root, file))].sort();
}

/** Names and contents of the inputs in one hash: times and places play no part. */
function hashOf(root, files) {
  const hash = createHash('sha256');
  for (const file of [...CONFIG.filter((name) => exists(root, name)), ...files]) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return `${hash.digest('hex')}\n`;
}

/**
 * Says whether a stamp is the one of these files. If so it is dated anew, for `bin/vigil`, which is in a hurry and only
 * compares times: a checkout that went to another commit and back has new times on old contents.
 */
function isStamped(root, stamp, files) {
  const file = path.join(root, stamp);
  const now = new Date();
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== hashOf(root, files)) return false;
  fs.utimesSync(file, now, now);
  return true;
}

/** Writes a stamp dated at the beginning of its build: a source changed during the build is newer. */
function writeStamp(root, stamp, { wanted, begun }) {
  const file = path.join(root, stamp);
  const aside = `${file}.${process.pid}`;
  fs.writeFileSync(aside, wanted);
  fs.utimesSync(aside, begun, begun);
  fs.renameSync(aside, file);
}

/** `src/ROOM/NAME.ts` to `dist/src/ROOM/NAME.js`. */
function outputOf(source) {
  return `dist/${source.slice(0, -'.ts'.length)}.js`;
}

/**
 * Says whether `dist` is what the sources of now compile to.
 *
 * @param {string} root The checkout's root.
 */
export function isCodeBuilt(root) {
  if (!exists(root, CODE_STAMP)) return false;
  const sources = codeSources(root);
  const outputs = sources.filter((file) => !file.endsWith('.d.ts')).map(outputOf);
  return isStamped(root, CODE_STAMP, [...sources, ...pageModules(root)]) && outputs.every((file) => exists(root, file));
}

/** Removes outputs whose source is gone: a deleted test must not go on running. */
function removeOrphans(root) {
  for (const folder of [...CODE_FOLDERS, 'web/src']) {
    for (const file of listFiles(root, `dist/${folder}`)) {
      const stem = file.slice('dist/'.length).replace(/\.(js|js\.map|d\.ts|d\.ts\.map)$/, '');
      if (!exists(root, `${stem}.ts`) && !exists(root, `${stem}.tsx`)) fs.rmSync(path.join(root, file));
    }
  }
}

/**
 * Compiles the sources to `dist`.
 *
 * @param {string} root The checkout's root.
 */
export async function buildCode(root) {
  const begun = new Date();
  const sources = codeSources(root);
  const wanted = hashOf(root, [...sources, ...pageModules(root)]);
  const missing = sources.some((file) => !file.endsWith('.d.ts') && !exists(root, outputOf(file)));
  // Without the stamp of a complete build, or with outputs missing, the compiler's own record of what it wrote may be
  // wrong: begin anew.
  if (missing || !exists(root, CODE_STAMP)) fs.rmSync(path.join(root, 'dist/.tsbuildinfo'), { force: true });
  fs.rmSync(path.join(root, CODE_STAMP), { force: true });
  const { code, output } = await withProgress('compiling (tsc)', () =>
    runNode(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], { cwd: root }),
  );
  if (code !== 0) {
    process.stderr.write(output);
    throw new SetupFailure('the sources do not compile, see above');
  }
  removeOrphans(root);
  writeStamp(root, CODE_STAMP, { wanted, begun });
}

/**
 * Says whether `dist/web` is the page of now. A checkout without a page has nothing to build.
 *
 * @param {string} root The checkout's root.
 */
export function isPageBuilt(root) {
  if (!exists(root, 'web/index.html')) return true;
  return exists(root, 'dist/web/index.html') && isStamped(root, PAGE_STAMP, pageSources(root));
}

/**
 * Changes the page in `dist/web` for a new one, `index.html` last. What the compiler put there for the tests stays.
 *
 * @param {string} made The folder of the new page; it is emptied.
 * @param {string} place The folder of the page.
 */
function replacePage(made, place) {
  fs.mkdirSync(place, { recursive: true });
  const fresh = fs.readdirSync(made).sort((a, b) => Number(a === 'index.html') - Number(b === 'index.html'));
  for (const name of fs.readdirSync(place)) {
    if (name !== 'src' && !fresh.includes(name)) fs.rmSync(path.join(place, name), { recursive: true, force: true });
  }
  for (const name of fresh) {
    const target = path.join(place, name);
    const old = `${made}.old`;
    fs.rmSync(old, { recursive: true, force: true });
    if (fs.existsSync(target)) fs.renameSync(target, old);
    fs.renameSync(path.join(made, name), target);
    fs.rmSync(old, { recursive: true, force: true });
  }
  fs.rmSync(made, { recursive: true, force: true });
}

/**
 * Builds the page beside the old one and changes them at the end: a page that does not build leaves the old one there.
 *
 * @param {string} root The checkout's root.
 */
export async function buildPage(root) {
  const begun = new Date();
  const wanted = hashOf(root, pageSources(root));
  const config = PAGE_CONFIGS.find((file) => exists(root, file));
  const made = path.join(root, 'dist/web.new');
  const args = ['build', 'web', '--outDir', made, '--emptyOutDir', '--logLevel', 'warn'];
  if (config !== undefined) args.push('--config', config);
  fs.rmSync(path.join(root, PAGE_STAMP), { force: true });
  const { code, output } = await withProgress('building the page (vite)', () =>
    runNode(['node_modules/vite/bin/vite.js', ...args], { cwd: root }),
  );
  if (code !== 0) {
    process.stderr.write(output);
    throw new SetupFailure('the page does not build, see above');
  }
  replacePage(made, path.join(root, 'dist/web'));
  writeStamp(root, PAGE_STAMP, { wanted, begun });
}
