import type { PostgresPlace } from './place.ts';

/** PostgreSQL's codes (appendix A of its manual), and the system's and TLS's, with what to do about each. */
const HINTS: Readonly<Record<string, (place: PostgresPlace) => string>> = {
  '28P01': () => 'give the right password in PGPASSWORD or in VIGIL_HISTORY',
  '28000': ({ user }) => `let ${user} in (pg_hba.conf), or name another user`,
  '3D000': ({ database }) => `make it with "createdb ${database}", or name another`,
  '42501': ({ user, database }) => `let ${user} make a schema: grant create on database ${database} to ${user}`,
  '53300': () => 'the server has no more connections: raise max_connections, or stop who holds them',
  '57P03': () => 'the server is starting or stopping; try again',
  ECONNREFUSED: () => 'is PostgreSQL running there, and does it listen on that address?',
  ENOENT: () => 'is PostgreSQL running, and is that the folder of its socket?',
  ENOTFOUND: () => 'is that the name of its machine?',
  EAI_AGAIN: () => 'is that the name of its machine?',
  CONNECT_TIMEOUT: () => 'is PostgreSQL running there, and does a firewall let it be reached?',
  ECONNRESET: ({ ssl }) => (ssl === false ? '' : 'does the server offer TLS? If not, leave sslmode out'),
  ERR_TLS_CERT_ALTNAME_INVALID: () => 'name the machine as its certificate does',
  CERT_HAS_EXPIRED: () => 'the certificate of the server has to be renewed',
  DEPTH_ZERO_SELF_SIGNED_CERT: () => unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: () => unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () => unknownAuthority,
};

const unknownAuthority = 'name the certificate of its authority with sslrootcert=FILE';

/** Says what to do about a failure, to be put behind its message; nothing where nothing is known to help. */
export function failureHint(code: unknown, place: PostgresPlace): string {
  const hint = typeof code === 'string' && Object.hasOwn(HINTS, code) ? HINTS[code]!(place) : '';
  return hint === '' ? '' : `; ${hint}`;
}
