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

/**
 * Reads taproot cases: a file with an array of them or with a single one, or a folder of files with a single one each.
 *
 * @throws {BadVector} When there is none, or a file can't be read.
 */
export function readScriptAssets(place: string): { readonly label: string; readonly json: Json }[] {
  if (!fs.existsSync(place)) throw new BadVector(`${place} is not there`);
  if (!fs.statSync(place).isDirectory()) {
    const json = readJson(place);
    if (!Array.isArray(json)) return [{ label: path.basename(place), json }];
    return (json as readonly Json[]).map((entry, index) => ({ label: `[${index}]`, json: entry }));
  }
  const files = fs
    .readdirSync(place, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(place, name))
    .filter((file) => fs.statSync(file).isFile() && !path.basename(file).startsWith('.'))
    .sort();
  if (files.length === 0) throw new BadVector(`${place} has no files`);
  return files.map((file) => ({ label: path.relative(place, file), json: readCase(file) }));
}

/** Single cases come with a comma behind them, as they were cut out of an array. */
function readCase(file: string): Json {
  const text = fs.readFileSync(file, 'utf8').trim().replace(/,$/, '');
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new BadVector(`${file}: ${(error as Error).message}`);
  }
}
