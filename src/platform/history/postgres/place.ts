/** Where a PostgreSQL database is, and who asks. */
export interface PostgresPlace {
  /** A host name, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly ssl: 'require' | 'verify-full' | false;
  /** A file with the certificates that the server's is checked against; those that Node trusts when left out. */
  readonly rootCertificate?: string;
}

/** Why a place can't be read: one line, which holds nothing of what was given, for that may be a password. */
export interface BadPlace {
  readonly code: 'bad-place';
  readonly message: string;
}

const SSL_MODES: Readonly<Record<string, PostgresPlace['ssl']>> = {
  disable: false,
  require: 'require',
  'verify-full': 'verify-full',
};

const PARAMETERS: readonly string[] = ['host', 'port', 'user', 'sslmode', 'sslrootcert'];

/** Whether a text names a PostgreSQL database. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:/i.test(text);
}

/**
 * Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require`, as libpq does; `?host=/run/postgresql` is the folder of a
 * Unix socket. What is left out comes from `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE` and
 * `PGSSLROOTCERT`.
 */
export function parsePostgresUrl(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): PostgresPlace | BadPlace {
  const bad = (message: string): BadPlace => ({
    code: 'bad-place',
    message: `${message}; a database is named as postgres://USER@HOST:5432/DATABASE`,
  });
  if (!URL.canParse(text)) return bad('the address of the database can not be read');
  const url = new URL(text);
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) return bad(`the address of the database has an unknown parameter "${unknown}"`);
  const asked = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const sslMode = asked('sslmode') ?? env['PGSSLMODE'] ?? 'disable';
  const ssl = SSL_MODES[sslMode];
  if (ssl === undefined) return bad('sslmode is disable, require or verify-full');
  const port = Number(url.port || (asked('port') ?? env['PGPORT'] ?? 5432));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return bad('the port of the database is no port');
  const parts = [url.username, url.password, url.hostname, url.pathname.replace(/^\//, '')].map(decoded);
  const [user, password, host, database] = parts;
  if (parts.includes(undefined)) return bad('a % in the address of the database is followed by no code');
  const rootCertificate = firstGiven(asked('sslrootcert'), env['PGSSLROOTCERT']);
  const who = firstGiven(user, asked('user'), env['PGUSER'], env['USER']) ?? 'postgres';
  return {
    host: firstGiven(host?.replace(/^\[|\]$/g, ''), asked('host'), env['PGHOST']) ?? '127.0.0.1',
    port,
    user: who,
    password: firstGiven(password, env['PGPASSWORD']),
    database: firstGiven(database, env['PGDATABASE']) ?? who,
    ssl,
    ...(rootCertificate === undefined ? {} : { rootCertificate }),
  };
}

/** Names a place for people: without the password. */
export function describePlace({ host, port, database, user }: PostgresPlace): string {
  return `${database} of ${user} at ${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function firstGiven(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}
