#!/usr/bin/env node
// Completes package-lock.json with packages for other machines: `node tools/complete-lock.mjs`, after `npm install`.
//
// oxlint and the like name one optional package per platform. A registry mirror that lacks some of them makes npm leave
// them out of the lock file in silence, and then `npm ci` refuses that file everywhere. Their versions are in the lock
// file already, in the package that asks for them; the platform is in their names.

import fs from 'node:fs';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '../package-lock.json');

/** The parts of a platform package's name, as npm's fields `os`, `cpu` and `libc` spell them. */
const PLATFORM =
  /(?<os>android|darwin|freebsd|linux|openharmony|win32)-(?<cpu>arm64|arm|ia32|ppc64|riscv64|s390x|x64)(-(?<abi>eabi|gnu|musl|gnueabihf|musleabihf|msvc))?$/;

/** The lock file's entry for a platform package, or `undefined` if its name does not say for which machine it is. */
function entryOf(name, version, { dev }) {
  const platform = PLATFORM.exec(name)?.groups;
  if (platform === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return undefined;
  const libc = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }[platform.abi];
  return {
    version,
    cpu: [platform.cpu],
    ...(dev ? { dev } : {}),
    ...(platform.os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
    optional: true,
    os: [platform.os],
  };
}

const lock = JSON.parse(fs.readFileSync(FILE, 'utf8'));
const added = [];
for (const [asker, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] !== undefined || lock.packages[`${asker}/${place}`] !== undefined) continue;
    const entry = entryOf(name, version, { dev });
    if (entry === undefined) continue;
    lock.packages[place] = entry;
    added.push(name);
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  fs.writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? 'package-lock.json is complete' : `added ${added.length}: ${added.join(', ')}`);
