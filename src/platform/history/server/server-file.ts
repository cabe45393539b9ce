import { open, readFile, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../../atomic-file.ts';
import { isSystemError } from '../../system-error.ts';

/** Who has a history open, and answers for it meanwhile. */
export interface HistoryServer {
  /** Where it answers: `http://127.0.0.1:8790/`. */
  readonly url: string;
  /** Its process. */
  readonly pid: number;
  /** What it has to be told: 64 hex digits, other ones each time it starts. Who may read the file may use the history. */
  readonly key: string;
}

const FILE_NAME = 'vigil-server.json';
const SCHEMA = 'vigil.history-server/1';

/** Only who owns the history reads the key: as Bitcoin Core's `.cookie`. */
const OWNER_ONLY = 0o600;

/** More is not what was written. */
const MAX_FILE_BYTES = 4096;

/**
 * Writes down beside the lock of a history who answers for it. Only who holds the lock does so, and removes what another one
 * has left: so that while the lock is held, the file is of its holder.
 *
 * @throws The system's error.
 */
export async function writeServerFile(folder: string, { url, pid, key }: HistoryServer): Promise<void> {
  const text = `${JSON.stringify({ schema: SCHEMA, url, pid, key })}\n`;
  const write = async (file: FileHandle): Promise<void> => file.writeFile(text);
  await writeFileAtomically(path.join(folder, FILE_NAME), { overwrite: true, mode: OWNER_ONLY, write });
}

/** Removes what `writeServerFile` wrote, or a process that was killed has left. */
export async function removeServerFile(folder: string): Promise<void> {
  await rm(path.join(folder, FILE_NAME), { force: true });
}

/** Who answers for a history that is in use; `undefined` when nobody says so, or that process is gone. */
export async function readServerFile(folder: string): Promise<HistoryServer | undefined> {
  const server = parseServer(await readSmall(path.join(folder, FILE_NAME)));
  return server === undefined || !isAlive(server.pid) ? undefined : server;
}

async function readSmall(file: string): Promise<string> {
  let opened: FileHandle | undefined;
  try {
    opened = await open(file, 'r');
    const { size } = await opened.stat();
    return size > MAX_FILE_BYTES ? '' : await readFile(opened, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  } finally {
    await opened?.close();
  }
}

function parseServer(text: string): HistoryServer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { schema, url, pid, key } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isUrl = typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === 'http:';
  const isPid = Number.isSafeInteger(pid) && (pid as number) > 0;
  const isKey = typeof key === 'string' && /^[0-9a-f]{64}$/.test(key);
  return schema === SCHEMA && isUrl && isPid && isKey ? { url, pid: pid as number, key } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user.
    return isSystemError(error) && error.code === 'EPERM';
  }
}
