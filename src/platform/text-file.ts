import { readFile, stat } from 'node:fs/promises';
import { isSystemError, reasonOf } from './system-error.ts';

/** Why a file of a person's can't be read as text: one line. */
export class TextFileError extends Error {
  override readonly name = 'TextFileError';
}

/**
 * Reads a file of text that a person named.
 *
 * @param limits.maxBytes Larger ones are refused before they are read.
 * @throws {TextFileError} When there is none, it is no regular file, it is too large, or it holds zero bytes.
 */
export async function readTextFile(path: string, limits: { readonly maxBytes: number }): Promise<string> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new TextFileError(`${path} is a folder; name a file in it`);
    if (!info.isFile()) throw new TextFileError(`${path} is not a regular file`);
    if (info.size > limits.maxBytes) {
      const [has, most] = [info.size, limits.maxBytes].map((bytes) => (bytes / 2 ** 20).toFixed(1));
      throw new TextFileError(`${path} has ${has} MiB, over the ${most} MiB that it may have`);
    }
    const bytes = await readFile(path);
    if (bytes.includes(0)) throw new TextFileError(`${path} holds zero bytes, so it is no text`);
    return bytes.toString('utf8');
  } catch (error) {
    if (isSystemError(error)) throw new TextFileError(`can't read ${path}: ${reasonOf(error)}`);
    throw error;
  }
}
