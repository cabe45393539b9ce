import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder that Vigil keeps its data in: `--datadir`, else the environment's `VIGIL_DATADIR`, else `~/.vigil`.
 *
 * @param flag What `--datadir` says; a relative path counts from the working directory.
 */
export function dataDirFrom(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const named = flag ?? env['VIGIL_DATADIR'];
  return named === undefined || named === '' ? path.join(homedir(), '.vigil') : path.resolve(named);
}
