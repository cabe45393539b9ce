// Packages: `npm ci` when `node_modules` is not what `package-lock.json` says, and only then.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { runNode, SetupFailure, withProgress } from './process.mjs';

const STAMP = 'node_modules/.vigil-install';

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What the installed packages depend on: the lock file, and the machine, for packages with native parts. */
function wantedStamp(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return `${process.platform} ${process.arch} ${createHash('sha256').update(lock).digest('hex')}\n`;
}

/**
 * Says whether npm's own record of what it installed (written when it was done) is what the lock file asks for.
 * Optional packages may be missing: they are those of other machines.
 */
function isLockInstalled(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages;
  const found = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages;
  if (wanted === undefined || found === undefined) return false;
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  names.delete('');
  for (const name of names) {
    if (found[name] === undefined ? !wanted[name].optional : found[name].version !== wanted[name]?.version) {
      return false;
    }
  }
  return true;
}

/**
 * Says whether the packages are the lock file's, and remembers it by a stamp.
 *
 * @param {string} root The checkout's root.
 */
export function isInstalled(root) {
  const stamp = path.join(root, STAMP);
  const wanted = wantedStamp(root);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return true;
  // A stamp that differs only in its machine means native packages of another one, whatever npm's record says.
  const old = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : undefined;
  const machine = `${process.platform} ${process.arch} `;
  if ((old !== undefined && !old.startsWith(machine)) || !isLockInstalled(root)) return false;
  fs.writeFileSync(stamp, wanted);
  return true;
}

/** npm as the program that started this one, or the one beside this Node. */
function npmProgram() {
  const beside = path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const windows = path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  const npm = [process.env.npm_execpath, beside, windows].find(
    (file) => file !== undefined && /npm-cli\.c?js$/.test(file) && fs.existsSync(file),
  );
  if (npm === undefined) throw new SetupFailure('npm was not found: run `npm ci` by hand, then this again');
  return npm;
}

/**
 * Installs the packages of the lock file.
 *
 * @param {string} root The checkout's root.
 */
export async function installPackages(root) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const { code, output } = await withProgress('installing packages (npm ci)', () =>
    runNode([npmProgram(), ...args], { cwd: root }),
  );
  if (code !== 0) {
    process.stderr.write(output);
    throw new SetupFailure(
      `npm ci failed with exit code ${code}, see above. It needs the network this once; then run this again`,
    );
  }
  fs.writeFileSync(path.join(root, STAMP), wantedStamp(root));
}
