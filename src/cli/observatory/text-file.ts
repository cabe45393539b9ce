import { readFile, stat } from 'node:fs/promises';
import { formatCount } from '../../observatory/answers/units.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { CliError } from '../cli-error.ts';

/** Largest table of a person's own that is read. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a text file that a person named.
 *
 * @throws {CliError} One line: what is wrong with it, and what to do.
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new CliError(`${path} is a folder; name the file in it`);
    if (!info.isFile()) throw new CliError(`${path} is not a regular file`);
    if (info.size > MAX_BYTES) {
      const size = `${formatCount(info.size / 2 ** 20)} MiB`;
      throw new CliError(
        `${path} has ${size}, over the ${MAX_BYTES / 2 ** 20} MiB that are read; cut it to the rows needed`,
      );
    }
    const bytes = await readFile(path);
    if (bytes.includes(0)) throw new CliError(`${path} holds zero bytes, so it is no text`);
    return bytes.toString('utf8');
  } catch (error) {
    if (isSystemError(error)) throw new CliError(`can't read ${path}: ${reasonOf(error)}`);
    throw error;
  }
}
