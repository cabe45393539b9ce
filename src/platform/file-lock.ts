import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from './system-error.ts';

/** Rounds of taking over before giving up: each needs another process that died at just that moment. */
const MAX_ATTEMPTS = 20;

/**
 * A lock between processes: a file that names its holder. The lock of a process that died is taken over.
 *
 * Two processes that find the same dead lock at once are kept apart by `rename`, which only one of them can do.
 */
export class FileLock {
  readonly #path: string;
  readonly #content: string;

  private constructor(path: string, content: string) {
    this.#path = path;
    this.#content = content;
  }

  /**
   * Takes the lock, or tells which process has it.
   *
   * @throws The system's error when the folder can't be written to.
   */
  static async take(path: string): Promise<FileLock | { readonly heldBy: number }> {
    const content = `${process.pid} ${startOfProcess(process.pid) ?? '-'} ${randomBytes(8).toString('hex')}\n`;
    let holder = 0;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (await createWhole(path, content)) {
        await removeLeftovers(path);
        return new FileLock(path, content);
      }
      const found = await readIfThere(path);
      if (found === undefined) continue;
      holder = Number(found.split(' ')[0]);
      if (isHolderAlive(found)) return { heldBy: holder };
      await removeDead(path);
    }
    return { heldBy: holder };
  }

  /** Whether the lock is still ours: false when somebody removed it by hand and another process took it. */
  async isHeld(): Promise<boolean> {
    return (await readIfThere(this.#path)) === this.#content;
  }

  /** Gives the lock back; does nothing when it is no longer ours. */
  async release(): Promise<void> {
    if (await this.isHeld()) await rm(this.#path, { force: true });
  }
}

/** Files beside a lock that this process is about to make a lock of, or has moved away. */
const beside = new Set<string>();

/** A name for such a file, that tells whose it is. */
function nameBeside(path: string): string {
  const name = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  beside.add(name);
  return name;
}

async function removeBeside(name: string): Promise<void> {
  await rm(name, { force: true });
  beside.delete(name);
}

/**
 * Removes files beside a lock whose process was killed while it took the lock. Those of a process that is alive stay, and a
 * lock that was moved away while its holder lives.
 */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const found = name.startsWith(`${basename(path)}.`) ? /\.(\d+)\.[0-9a-f]{8}$/.exec(name) : null;
    const filePath = join(folder, name);
    if (found === null || beside.has(filePath)) continue;
    const maker = found[1]!;
    const content = (await readIfThere(filePath)) ?? '';
    const isOwnPid = maker === String(process.pid);
    // Before its content is there, a file tells of its maker by its name alone.
    const isMakerAlive = !isOwnPid && isHolderAlive(content.startsWith(`${maker} `) ? content : `${maker} -`);
    if (!isMakerAlive && !isHolderAlive(content)) await rm(filePath, { force: true });
  }
}

/** Creates a file with its content in one step. @returns False when it is there already. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const ownPath = nameBeside(path);
  await writeFile(ownPath, content, { flag: 'wx' });
  try {
    await link(ownPath, path);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code)) throw error;
    return createWithoutLinks(path, content);
  } finally {
    await removeBeside(ownPath);
  }
}

/** For file systems without hard links: the content follows a moment after the name. */
async function createWithoutLinks(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead lock away. Puts back what was moved if, in between, it had become a living one. */
async function removeDead(path: string): Promise<void> {
  const awayPath = nameBeside(path);
  try {
    await rename(path, awayPath);
  } catch (error) {
    beside.delete(awayPath);
    if (isSystemError(error) && error.code === 'ENOENT') return;
    throw error;
  }
  const moved = await readIfThere(awayPath);
  if (moved !== undefined && isHolderAlive(moved)) await link(awayPath, path).catch(() => {});
  await removeBeside(awayPath);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether the process that a lock names is alive, and is the one that wrote it (process ids are used again). */
function isHolderAlive(content: string): boolean {
  const [pidText = '', start = '-'] = content.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ESRCH') return false;
  }
  const startNow = startOfProcess(pid);
  return start === '-' || startNow === undefined || startNow === start;
}

/** When a process started, in the kernel's ticks since boot; `undefined` where the system does not tell (not Linux). */
function startOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold spaces; the start time is the 20th field after it (proc(5), field 22).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
