import { readFile, stat } from 'node:fs/promises';
import { formatCount } from '../../observatory/answers/units.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { CliError } from '../cli-error.ts';

const MIB = 2 ** 20;

/** Largest table of a person's own that is read, where nothing else is said. */
const MAX_MIB = 64;

/**
 * Reads a file of text that a person named, of at most `maxMib` MiB.
 *
 * @throws {CliError} When it can't be read, is too large, or is no text.
 */
export async function readTextFile(path: string, maxMib: number = MAX_MIB): Promise<string> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new CliError(`${path} is a folder; name a file in it`);
    if (!info.isFile()) throw new CliError(`${path} is not a regular file`);
    if (info.size > maxMib * MIB) {
      const size = `${formatCount(info.size / MIB)} MiB`;
      throw new CliError(`${path} has ${size}, over the ${maxMib} MiB that are read; cut it to what is needed`);
    }
    const bytes = await readFile(path);
    if (bytes.includes(0)) throw new CliError(`${path} holds zero bytes, so it is no text`);
    return bytes.toString('utf8');
  } catch (error) {
    if (isSystemError(error)) throw new CliError(`can't read ${path}: ${reasonOf(error)}`);
    throw error;
  }
}
