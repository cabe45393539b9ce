#!/usr/bin/env node
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1 } from '../src/ports/secp256k1.ts';
import { rememberingSecp256k1 } from './vectors/remembering-secp256k1.ts';
import { runScriptAssets } from './vectors/script-assets.ts';
import { BadVector } from './vectors/tally.ts';
import type { SetResult } from './vectors/tally.ts';
import { VECTOR_FOLDERS, findVectorFile, readScriptAssets } from './vectors/vector-files.ts';
import { VECTOR_SETS } from './vectors/vector-sets.ts';

/** Failures of a set that are printed unless `--all` asks for all. */
const SHOWN_FAILURES = 20;

const USAGE = `npm run vectors [-- OPTIONS]: runs Bitcoin Core's test vectors, and prints a line a set

  --dir DIR              take the sets from this folder, from files named as Bitcoin Core's
  --script-assets PLACE  run taproot cases: a file with one or many, or a folder of such files at any depth
  --all                  print every failure, not the first ${SHOWN_FAILURES} of a set
  --help                 print this`;

/** What `npm run vectors` is told. */
interface Options {
  readonly dir: string | undefined;
  readonly scriptAssets: string | undefined;
  readonly all: boolean;
}

/** Runs what is asked for. @returns The exit code: 0 when all cases of at least one set passed. */
export function runVectors(options: Options, print: (line: string) => void): number {
  const secp256k1 = rememberingSecp256k1(bestSecp256k1());
  const results: SetResult[] = [];
  const show = (result: SetResult, file: string): void => {
    results.push(result);
    for (const line of resultLines(result, { file, all: options.all })) print(line);
  };
  let complete = true;
  if (options.dir !== undefined || options.scriptAssets === undefined) {
    complete = runSets(options, { secp256k1, show, print });
  }
  if (options.scriptAssets !== undefined) {
    show(runScriptAssets(readScriptAssets(options.scriptAssets), secp256k1), options.scriptAssets);
  }
  const isGood = results.length > 0 && results.every(({ passed, failures }) => passed > 0 && failures.length === 0);
  return isGood && complete ? 0 : 1;
}

/** @returns Whether a set was found; which sets were not is printed. */
function runSets(
  options: Options,
  doors: {
    readonly secp256k1: Secp256k1;
    readonly show: (result: SetResult, file: string) => void;
    readonly print: (line: string) => void;
  },
): boolean {
  const folders = options.dir === undefined ? VECTOR_FOLDERS : [options.dir];
  const missing: string[] = [];
  for (const { name, files, run } of VECTOR_SETS) {
    const file = findVectorFile(files, folders);
    if (file === undefined) missing.push(name);
    else doors.show(run(file, doors.secp256k1), file);
  }
  if (missing.length > 0) doors.print(`not there: ${missing.join(', ')} (looked in ${folders.join(', ')})`);
  return missing.length < VECTOR_SETS.length;
}

function resultLines(
  { name, passed, failures, checks, outdated }: SetResult,
  { file, all }: { readonly file: string; readonly all: boolean },
): string[] {
  const counts = `${String(passed).padStart(6)} passed ${String(failures.length).padStart(4)} failed`;
  const shown = all ? failures : failures.slice(0, SHOWN_FAILURES);
  return [
    `${name.padEnd(22)} ${counts}  ${String(checks).padStart(7)} checks  ${path.relative('.', file)}`,
    ...(outdated > 0
      ? [`  ${outdated} cases of this older file left out: Bitcoin Core has changed what they ask for`]
      : []),
    ...shown.map((failure) => `  ${failure}`),
    ...(shown.length < failures.length ? [`  … and ${failures.length - shown.length} more; --all shows them`] : []),
  ];
}

function main(args: string[]): number {
  try {
    const { values } = parseArgs({
      args,
      options: {
        dir: { type: 'string' },
        'script-assets': { type: 'string' },
        all: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const options = { dir: values.dir, scriptAssets: values['script-assets'], all: values.all };
    return runVectors(options, (line) => console.log(line));
  } catch (error) {
    const known = error instanceof BadVector || (error instanceof TypeError && 'code' in error);
    if (!known) throw error;
    console.error(`vectors: ${(error as Error).message}`);
    return 2;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
