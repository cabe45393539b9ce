import assert from 'node:assert/strict';
import { describeHeaderFailure } from '../src/cli/headers/failure-text.ts';
import type { NetworkName } from '../src/consensus/params.ts';
import type { EpochKnowledge } from '../src/platform/epoch-knowledge.ts';
import type { HeaderImportFailure } from '../src/platform/header-file/header-file-failure.ts';
import type { AnchorRequest } from '../src/platform/import-headers.ts';
import { readHeaderColumns } from '../src/platform/read-header-columns.ts';
import type { HeaderColumns } from '../src/platform/read-header-columns.ts';
import { NOW_SEC } from './headers-regtest-chain.ts';

/** How files are read; regtest when no network is named. */
export interface ReadOptions {
  readonly network?: NetworkName;
  readonly anchor?: AnchorRequest;
  readonly epochs?: EpochKnowledge;
}

function read(files: readonly string[], options: ReadOptions = {}): Promise<HeaderColumns | HeaderImportFailure> {
  return readHeaderColumns({ files, network: 'regtest', nowSec: NOW_SEC, ...options });
}

/** Reads what must succeed. */
export async function columns(files: readonly string[], options?: ReadOptions): Promise<HeaderColumns> {
  const result = await read(files, options);
  assert.ok(!('code' in result), 'code' in result ? describeHeaderFailure(result) : '');
  return result;
}

/** Reads what must fail; every failure has to fit on one line. */
export async function failure<Code extends HeaderImportFailure['code']>(
  code: Code,
  files: readonly string[],
  options?: ReadOptions,
): Promise<HeaderImportFailure & { readonly code: Code }> {
  const result = await read(files, options);
  assert.ok('code' in result, 'the file was read without complaint');
  assert.equal(result.code, code, describeHeaderFailure(result));
  assert.doesNotMatch(describeHeaderFailure(result), /\n|undefined|NaN/);
  return result as HeaderImportFailure & { readonly code: Code };
}
