import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { runBase58Tests, runInvalidKeys, runValidKeys } from './address-tests.ts';
import { runBip341Tests } from './bip341-tests.ts';
import { runBlockFilterTests } from './block-filter-tests.ts';
import { runScriptAssets } from './script-assets.ts';
import { runScriptTests } from './script-tests.ts';
import { runSighashTests } from './sighash-tests.ts';
import type { SetResult } from './tally.ts';
import { runInvalidTransactions, runValidTransactions } from './transaction-tests.ts';
import { readJson, readScriptAssets } from './vector-files.ts';

/** A set of vectors that Vigil has to pass. */
export interface VectorSet {
  readonly name: string;
  /** Names of its file, without `.json`; the first is Core's. */
  readonly files: readonly string[];
  readonly run: (file: string, secp256k1: Secp256k1) => SetResult;
}

/** Every set, in the order in which they are printed. */
export const VECTOR_SETS: readonly VectorSet[] = [
  {
    name: 'script_tests',
    files: ['script_tests'],
    run: (file, secp256k1) => runScriptTests(readJson(file), secp256k1),
  },
  {
    name: 'tx_valid',
    files: ['tx_valid'],
    run: (file, secp256k1) => runValidTransactions(readJson(file), secp256k1),
  },
  {
    name: 'tx_invalid',
    files: ['tx_invalid'],
    run: (file, secp256k1) => runInvalidTransactions(readJson(file), secp256k1),
  },
  { name: 'sighash', files: ['sighash'], run: (file) => runSighashTests(readJson(file)) },
  {
    name: 'bip341_wallet_vectors',
    files: ['bip341_wallet_vectors', 'wallet_test_vectors'],
    run: (file, secp256k1) => runBip341Tests(readJson(file), secp256k1),
  },
  {
    name: 'script_assets_test',
    files: ['script_assets_test'],
    run: (file, secp256k1) => runScriptAssets(readScriptAssets(file), secp256k1),
  },
  { name: 'base58_encode_decode', files: ['base58_encode_decode'], run: (file) => runBase58Tests(readJson(file)) },
  { name: 'key_io_valid', files: ['key_io_valid'], run: (file) => runValidKeys(readJson(file)) },
  { name: 'key_io_invalid', files: ['key_io_invalid'], run: (file) => runInvalidKeys(readJson(file)) },
  { name: 'blockfilters', files: ['blockfilters'], run: (file) => runBlockFilterTests(readJson(file)) },
];
