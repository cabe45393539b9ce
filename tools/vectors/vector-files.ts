import fs from 'node:fs';
import path from 'node:path';

import type { Json } from './json-value.ts';
import { BadVector } from './tally.ts';

/** Where vectors are looked for, unless a folder is named: relative to the project, the first that has the file wins. */
export const VECTOR_FOLDERS: readonly string[] = [
  '../shared/vectors/core_28.1',
  '../shared/vectors/bitcore-lib_11.5.1_bitcoind',
  // What a clone of this repository has: a published package, with older versions of some files.
  'node_modules/bitcore-lib/test/data/bitcoind',
  'node_modules/bitcore-lib/test/data',
];

/** Finds a file by any of its names. @returns Its path, or `undefined`. */
export function findVectorFile(names: readonly string[], folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    for (const name of names) {
      const file = path.join(folder, `${name}.json`);
      if (fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

/** @throws {BadVector} When the file can't be read, or is no JSON. */
export function readJson(file: string): Json {
  try {
    // Core's generator leaves a comma after the last case of an array.
    return JSON.parse(fs.readFileSync(file, 'utf8').replace(/,\s*\]\s*$/, ']')) as Json;
  } catch (error) {
    throw new BadVector(`${file}: ${(error as Error).message}`);
  }
}

/** A taproot case, with what names it: its file, and its index in a file of many. */
export interface AssetEntry {
  readonly label: string;
  /** @throws {BadVector} When its file can't be read. */
  readonly read: () => Json;
}

/**
 * Finds taproot cases: a file of them, or a folder of such files at any depth, as Bitcoin Core's `feature_taproot.py` writes
 * them (`TEST_DUMP_DIR`). A file holds one array, or one case, or several, with a comma behind each or without. Files of a
 * folder are read as their turn comes, so that there may be any number; one that can't be read is one failure.
 *
 * @throws {BadVector} When there is no file, or the one file can't be read.
 */
export function readScriptAssets(place: string): Iterable<AssetEntry> {
  if (!fs.existsSync(place)) throw new BadVector(`${place} is not there`);
  if (!fs.statSync(place).isDirectory()) return entriesOf(readCases(place), path.basename(place));
  const names = fs
    .readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.split(path.sep).some((part) => part.startsWith('.')))
    .filter((name) => fs.statSync(path.join(place, name)).isFile())
    .sort();
  if (names.length === 0) throw new BadVector(`${place} has no files`);
  return entriesOfFolder(place, names);
}

function* entriesOfFolder(folder: string, names: readonly string[]): Generator<AssetEntry> {
  for (const name of names) {
    try {
      yield* entriesOf(readCases(path.join(folder, name)), name);
    } catch (error) {
      const fail = (): never => {
        throw error;
      };
      yield { label: name, read: fail };
    }
  }
}

function entriesOf(cases: readonly Json[], name: string): AssetEntry[] {
  return cases.map((json, index) => ({ label: cases.length === 1 ? name : `${name}[${index}]`, read: () => json }));
}

function readCases(file: string): readonly Json[] {
  // A byte order mark is no JSON; and Core's generator leaves a comma behind every case.
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/,$/, '');
  const list = text.startsWith('[') ? text.replace(/,\s*\]$/, ']') : `[${text.replace(/\}\s*\n\s*\{/g, '},{')}]`;
  try {
    const cases = JSON.parse(list) as readonly Json[];
    if (cases.length > 0) return cases;
  } catch (error) {
    throw new BadVector(`${file}: ${(error as Error).message}`);
  }
  throw new BadVector(`${file}: there is no case in it`);
}
