import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../atomic-file.ts';
import { isSystemError, reasonOf } from '../system-error.ts';
import { TorError } from './tor-failure.ts';

/** A private key as Tor writes it: 64 bytes in base64. */
const KEY_FORM = /^ED25519-V3:[A-Za-z0-9+/]{86}={0,2}$/;

/** Whether a text is a private key of an onion service. */
export function isOnionKey(text: string): boolean {
  return KEY_FORM.test(text);
}

/** Reads the key of an onion service; `undefined` when there is none yet. @throws {TorError} When it can't be used. */
export async function readOnionKey(path: string): Promise<string | undefined> {
  let text;
  try {
    text = (await readFile(path, 'latin1')).trim();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw new TorError(`can't read the onion service's key ${path}: ${reasonOf(error)}`);
  }
  if (isOnionKey(text)) return text;
  throw new TorError(`${path} holds no key of an onion service; move it away, and there will be a new one`);
}

/** Keeps the key of an onion service, for its owner's eyes only. @throws {TorError} When the system refuses. */
export async function writeOnionKey(path: string, key: string): Promise<void> {
  try {
    await writeFileAtomically(path, {
      overwrite: true,
      write: async (file) => {
        await file.chmod(0o600);
        await file.writeFile(key);
      },
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new TorError(`can't write the onion service's key ${path}: ${reasonOf(error)}`);
  }
}
