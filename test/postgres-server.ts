// A PostgreSQL of the tests' own: in a temporary folder, on a Unix socket there, under a user that is not root.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Where Debian keeps versions of PostgreSQL. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

const STARTS_WITHIN_MS = 30_000;

/** A server that runs. */
export interface TestPostgres {
  /** `postgres://` of an empty database of that name, which is made. */
  database(name: string): string;
  /** Runs SQL in a database of it. */
  sql(database: string, text: string): void;
  /** With `overTcp`: its port on 127.0.0.1, where passwords are asked for. */
  readonly port: number | undefined;
  /** With `overTcp`: the certificate of the authority that has signed the server's, which is of `localhost` alone. */
  readonly rootCertificate: string | undefined;
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

/** Starts a server with nothing in it. @param options.overTcp Whether it listens on the loopback too, with TLS and passwords. */
export async function startPostgres(
  found: Exclude<ReturnType<typeof findPostgres>, string>,
  options: { readonly overTcp?: boolean } = {},
): Promise<TestPostgres> {
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
  const isOverTcp = options.overTcp === true;
  const port = isOverTcp ? await freePort() : undefined;
  const settings = [`unix_socket_directories=${folder}`, 'fsync=off', 'shared_buffers=16MB'];
  if (port === undefined) {
    // No port: nothing outside of the folder reaches it, and tests beside each other don't meet.
    settings.push('listen_addresses=');
  } else {
    makeCertificates(folder, who);
    const files = [`ssl_cert_file=${folder}/server.crt`, `ssl_key_file=${folder}/server.key`];
    settings.push('listen_addresses=127.0.0.1', `port=${port}`, 'ssl=on', ...files);
    writeFileSync(path.join(data, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n');
  }
  const server = spawn(program('postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...who,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilReady(server);
  const here = ['-h', folder, '-U', 'vigil', ...(port === undefined ? [] : ['-p', `${port}`])];
  return {
    port,
    rootCertificate: isOverTcp ? path.join(folder, 'root.crt') : undefined,
    database: (name) => {
      run('createdb', [...here, name]);
      const at = port === undefined ? '' : `&port=${port}`;
      return `postgres:///${name}?host=${encodeURIComponent(folder)}&user=vigil${at}`;
    },
    sql: (database, text) => run('psql', [...here, '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', text]),
    stop: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An authority of the test's own, and the server's certificate from it. */
function makeCertificates(folder: string, who: { readonly uid?: number; readonly gid?: number }): void {
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'root.key',
    '-out',
    'root.crt',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  );
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  writeFileSync(path.join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
  const by = ['-CA', 'root.crt', '-CAkey', 'root.key', '-CAcreateserial'];
  openssl('x509', '-req', '-in', 'server.csr', ...by, '-out', 'server.crt', '-days', '2', '-extfile', 'names');
  chmodSync(path.join(folder, 'server.key'), 0o600);
}

/** A port of the loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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
