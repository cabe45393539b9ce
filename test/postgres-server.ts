// A PostgreSQL of the tests' own: in a temporary folder, on a Unix socket there, under a user that is not root.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where Debian keeps versions of PostgreSQL. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

const STARTS_WITHIN_MS = 30_000;

/** A server that runs. */
export interface TestPostgres {
  /** `postgres://` of an empty database of that name, which is made. */
  database(name: string): string;
  stop(): Promise<void>;
}

/** The folder of PostgreSQL's programs, and the user to run them as; a line when there is none. */
export function findPostgres(): { readonly bin: string; readonly uid?: number; readonly gid?: number } | string {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => path.join(DEBIAN_FOLDER, version, 'bin'));
  folders.push(...(process.env['PATH'] ?? '').split(path.delimiter));
  const bin = folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(path.join(folder, name))));
  if (bin === undefined) return 'no PostgreSQL is installed (Debian: postgresql)';
  if (process.getuid?.() !== 0) return { bin };
  // It refuses to run as root; Debian's package makes a user for it.
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    return { bin, uid: id('-u'), gid: id('-g') };
  } catch {
    return 'PostgreSQL does not run as root, and there is no user postgres';
  }
}

/** Starts a server with nothing in it. */
export async function startPostgres(found: Exclude<ReturnType<typeof findPostgres>, string>): Promise<TestPostgres> {
  const { bin, uid, gid } = found;
  const who = uid === undefined || gid === undefined ? {} : { uid, gid };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vigil-pg-'));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const data = path.join(folder, 'data');
  const program = (name: string): string => path.join(bin, name);
  const run = (name: string, args: readonly string[]): void => {
    execFileSync(program(name), args, { ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  run('initdb', ['-D', data, '-U', 'vigil', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']);
  // No port: nothing outside of the folder reaches it, and tests beside each other don't meet.
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'shared_buffers=16MB'];
  const server = spawn(program('postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...who,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilReady(server);
  return {
    database: (name) => {
      run('createdb', ['-h', folder, '-U', 'vigil', name]);
      return `postgres:///${name}?host=${encodeURIComponent(folder)}&user=vigil`;
    },
    stop: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = '';
    const timer = setTimeout(() => reject(new Error(`PostgreSQL does not start: ${told}`)), STARTS_WITHIN_MS);
    server.stderr!.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (!told.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL does not start: ${told}`)));
  });
}
