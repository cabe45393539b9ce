// One set-up at a time per checkout.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a waiting set-up looks again. */
const POLL_MS = 100;

/** A holder touches its lock this often ... */
const HEARTBEAT_MS = 1000;

/** ... so a lock untouched for this long belongs to nobody, even if its process id lives again as another program. */
const STALE_MS = 30_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes away a lock whose holder is gone. A lock that changed hands meanwhile is put back. */
function breakLock(file, seen) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (fs.readFileSync(aside, 'utf8') !== seen) fs.linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/** Makes the lock file with its content in one step, so that nobody ever reads an empty one. */
function tryLock(file, token) {
  const aside = `${file}.new.${process.pid}`;
  fs.writeFileSync(aside, token);
  try {
    fs.linkSync(aside, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/**
 * Waits for the lock and takes it. It is given back by the function returned, at exit, or, after a `kill -9`, by the
 * next set-up that finds its process gone.
 *
 * @param {string} file The lock file; its folder is made.
 * @returns {Promise<() => void>} Gives the lock back.
 */
export async function acquireLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const token = `${process.pid} ${process.hrtime.bigint()}`;
  for (let told = false; !tryLock(file, token);) {
    let seen;
    let ageMs;
    try {
      seen = fs.readFileSync(file, 'utf8');
      ageMs = Date.now() - fs.statSync(file).mtimeMs;
    } catch (error) {
      if (error.code === 'ENOENT') continue;
      throw error;
    }
    const pid = Number.parseInt(seen, 10);
    if (!isAlive(pid) || ageMs > STALE_MS) {
      breakLock(file, seen);
      continue;
    }
    if (!told) process.stderr.write(`set-up: waiting for another set-up (process ${pid})\n`);
    told = true;
    await sleep(POLL_MS);
  }
  const heartbeat = setInterval(() => {
    try {
      fs.utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody removed `dist`; the worst that follows is the same work done twice.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    process.off('exit', release);
    try {
      if (fs.readFileSync(file, 'utf8') === token) fs.rmSync(file);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  };
  process.on('exit', release);
  return release;
}
