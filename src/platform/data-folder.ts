import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A table of facts that belongs to the program could not be read: the installation is incomplete. */
export class DataTableError extends Error {
  override readonly name = 'DataTableError';
  readonly code = 'data-table-missing';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`can't read the data table ${path}: ${reason}. It is part of Vigil: install it again.`, { cause });
    this.path = path;
  }
}

/**
 * The folder `data/` of the package that this module belongs to: beside the nearest `package.json` above the module, so
 * that it is the same in a checkout, in any build folder, and in an installed package.
 *
 * @throws {DataTableError} When there is no `package.json` above the module.
 */
export function dataFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'data');
    if (folder === dirname(folder)) throw new DataTableError(join(here, 'data'), 'no package.json above the program');
  }
}

/**
 * Reads one table of `data/` as text.
 *
 * @param name File name, such as `mainnet-epochs.csv`.
 * @throws {DataTableError} When it is not there or can't be read.
 */
export function readDataTable(name: string): string {
  const path = join(dataFolder(), name);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DataTableError(path, error);
  }
}
