import path from 'node:path';

import type fc from 'fast-check';

import { ScriptPool } from '../../src/platform/script-pool/script-pool.ts';
import { bestSecp256k1, openSecp256k1, SECP256K1_PROVIDERS } from '../../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1Provider } from '../../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import { VECTOR_FOLDERS, findVectorFile } from '../../tools/vectors/vector-files.ts';
import { SKIP_REAL_BLOCKS, realBlocks } from '../real-blocks-files.ts';
import { scenarioLists } from '../scenarios/scenario-lists.ts';
import { blockBytesProperty } from './block-property.ts';
import { BLOCKS_PER_SESSION, chainProperty } from './chain-property.ts';
import { assetSpendings, realSpendings, scenarioSpendings } from './script-corpus.ts';
import { SCRIPTS_PER_RUN, scriptProperty } from './script-property.ts';
import { transactionProperty } from './transaction-property.ts';

/** Blocks that are changed are no longer than this: a run is to have many. */
const MAX_BLOCK_BYTES = 30_000;

const THREADS = 3;

/** How many of the cases the slow library for the curve runs too: one in so many. */
const SLOW_SHARE = 100;

/** A property, and how many cases one run of it checks. */
export interface FuzzKind {
  readonly name: 'scripts' | 'transactions' | 'blocks' | 'chains';
  /** At the most: sessions of chains have from 1 to 100 blocks. */
  readonly casesPerRun: number;
  readonly property: fc.IRawProperty<unknown>;
}

/** All properties, with what they begin from. */
export interface Fuzz {
  readonly kinds: readonly FuzzKind[];
  /** What they run on, in words. */
  readonly notes: readonly string[];
  /** How often each verdict of the chains came up, and each outcome of a script. */
  readonly verdicts: ReadonlyMap<string, number>;
  readonly outcomes: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Reads the corpora and starts the threads. */
export function openFuzz(): Fuzz {
  const secp256k1 = bestSecp256k1();
  const pool = new ScriptPool(THREADS, secp256k1);
  const { fast, slow } = libraries();
  const lists = scenarioLists();
  const assetsFile = findVectorFile(['script_assets_test'], VECTOR_FOLDERS);
  const spendings = [
    ...scenarioSpendings(lists),
    ...(assetsFile === undefined ? [] : assetSpendings(assetsFile)),
    ...(SKIP_REAL_BLOCKS === false ? realSpendings() : []),
  ];
  const real = SKIP_REAL_BLOCKS === false ? realBlocks().map(({ bytes }) => bytes) : [];
  const given = lists.flatMap(({ scenarios }) => scenarios.map(({ bytes }) => bytes));
  const blocks = [...real, ...given].filter(({ length }) => length <= MAX_BLOCK_BYTES);
  const transactions = [...spendings.map(({ tx }) => encodeTransaction(tx)), ...transactionsOf(real)];
  const [verdicts, outcomes] = [new Map<string, number>(), new Map<string, number>()];
  const paths = { libraries: fast, slowLibraries: slow, slowShare: SLOW_SHARE, pool, outcomes };
  return {
    kinds: [
      { name: 'scripts', casesPerRun: SCRIPTS_PER_RUN, property: scriptProperty(spendings, paths) },
      { name: 'transactions', casesPerRun: 1, property: transactionProperty(transactions) },
      { name: 'blocks', casesPerRun: 1, property: blockBytesProperty(blocks, secp256k1) },
      { name: 'chains', casesPerRun: BLOCKS_PER_SESSION, property: chainProperty({ secp256k1, pool }, verdicts) },
    ],
    notes: [
      `curve: ${[...fast, ...slow].map(({ words }) => words).join('; ')}`,
      `begins from ${spendings.length} spending transactions, ${transactions.length} transactions, ${blocks.length} blocks`,
      assetsFile === undefined
        ? 'script_assets_test.json is not there'
        : `taproot vectors from ${path.basename(assetsFile)}`,
      SKIP_REAL_BLOCKS === false ? `${real.length} real blocks` : SKIP_REAL_BLOCKS,
    ],
    verdicts,
    outcomes,
    close: async () => pool.close(),
  };
}

/** The libraries that work here; noble's JavaScript takes a hundred times as long. */
function libraries(): { readonly fast: Secp256k1[]; readonly slow: Secp256k1[] } {
  const open = (names: readonly Secp256k1Provider[]): Secp256k1[] =>
    names.flatMap((name) => {
      try {
        return [openSecp256k1(name)];
      } catch {
        return [];
      }
    });
  const fast = open(SECP256K1_PROVIDERS.filter((name) => name !== 'noble'));
  return fast.length === 0 ? { fast: open(['noble']), slow: [] } : { fast, slow: open(['noble']) };
}

/** Some of the transactions of each real block. */
function transactionsOf(blocks: readonly Uint8Array[]): Uint8Array[] {
  return blocks.flatMap((bytes) => {
    const block = parseBlock(bytes);
    if ('code' in block) return [];
    const some = block.transactions.filter((tx, i) => i % 50 === 0 && tx.totalSize < MAX_BLOCK_BYTES);
    return some.map((tx) => tx.bytes.subarray(tx.start, tx.end));
  });
}
