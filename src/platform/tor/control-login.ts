import { createHmac, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Random } from '../../ports/random.ts';
import { isSystemError, reasonOf } from '../system-error.ts';
import type { ControlConnection } from './control-connection.ts';
import { controlValues } from './control-reply.ts';
import type { ControlReply } from './control-reply.ts';
import { TorError } from './tor-failure.ts';

const OK = 250;
const COOKIE_BYTES = 32;
const NONCE_BYTES = 32;

/** Keys of the hashes with which both sides show that they know the cookie. Source: Tor's control-spec, section 3.24. */
const SERVER_KEY = 'Tor safe cookie authentication server-to-controller hash';
const CLIENT_KEY = 'Tor safe cookie authentication controller-to-server hash';

/** What a login uses. */
export interface LoginParts {
  readonly random: Random;
  /** What a person has given for Tor's `HashedControlPassword`. */
  readonly password?: string | undefined;
}

/**
 * Logs in at Tor's control port: with the password if there is one, else with nothing if that is enough, else with the
 * cookie, which is not shown to a port that does not know it.
 *
 * Source: Bitcoin Core's `TorController::protocolinfo_cb`, `authchallenge_cb`.
 *
 * @throws {TorError} (rejects) When there is no way in.
 */
export async function logIn(connection: ControlConnection, parts: LoginParts): Promise<void> {
  const reply = await connection.send(await loginCommand(connection, parts));
  if (reply.code !== OK) throw new TorError('Tor refuses the login at its control port');
}

async function loginCommand(connection: ControlConnection, parts: LoginParts): Promise<string> {
  const info = await connection.send('PROTOCOLINFO 1');
  const values = controlValues(lineOf(info, 'AUTH'));
  const methods = values.get('METHODS')?.split(',') ?? [];
  const { password } = parts;
  if (password !== undefined) {
    if (methods.includes('HASHEDPASSWORD')) return `AUTHENTICATE ${quoted(password)}`;
    throw new TorError('Tor takes no password at its control port');
  }
  if (methods.includes('NULL')) return 'AUTHENTICATE';
  if (methods.includes('SAFECOOKIE')) {
    const cookie = await readCookie(values.get('COOKIEFILE') ?? '');
    return cookieLogin(connection, cookie, parts.random.bytes(NONCE_BYTES));
  }
  if (methods.includes('HASHEDPASSWORD'))
    throw new TorError('Tor wants a password at its control port (--tor-password)');
  throw new TorError('Tor offers no login at its control port that Vigil knows');
}

async function cookieLogin(connection: ControlConnection, cookie: Uint8Array, nonce: Uint8Array): Promise<string> {
  const challenge = await connection.send(`AUTHCHALLENGE SAFECOOKIE ${Buffer.from(nonce).toString('hex')}`);
  const values = controlValues(lineOf(challenge, 'AUTHCHALLENGE'));
  const serverHash = Buffer.from(values.get('SERVERHASH') ?? '', 'hex');
  const serverNonce = Buffer.from(values.get('SERVERNONCE') ?? '', 'hex');
  const hashWith = (key: string): Buffer =>
    createHmac('sha256', key).update(cookie).update(nonce).update(serverNonce).digest();
  const expected = hashWith(SERVER_KEY);
  const isKnown =
    serverNonce.length === NONCE_BYTES &&
    serverHash.length === expected.length &&
    timingSafeEqual(serverHash, expected);
  if (!isKnown) throw new TorError("what answers on Tor's control port does not know Tor's cookie");
  return `AUTHENTICATE ${hashWith(CLIENT_KEY).toString('hex')}`;
}

/** Reads a cookie: exactly 32 bytes, so that nothing else is ever taken for one. */
async function readCookie(path: string): Promise<Uint8Array> {
  try {
    // The name comes from the port: a pipe must not hold us up.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = new Uint8Array(COOKIE_BYTES + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length);
      if (bytesRead === COOKIE_BYTES) return bytes.subarray(0, COOKIE_BYTES);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isSystemError(error)) throw new TorError("Tor's cookie file has no usable name");
    throw new TorError(`can't read Tor's cookie ${path}: ${reasonOf(error)}`);
  }
  throw new TorError(`${path} is no cookie of Tor: not 32 bytes`);
}

/** What follows a word in the line that begins with it. @throws {TorError} When there is none. */
function lineOf(reply: ControlReply, word: string): string {
  const line = reply.lines.find((each) => each.startsWith(`${word} `));
  if (reply.code === OK && line !== undefined) return line.slice(word.length + 1);
  throw new TorError(`Tor gives a malformed answer on its control port (no ${word})`);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
