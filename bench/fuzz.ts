// Changes scripts, transactions, blocks and whole chains of blocks at random, and looks for a crash, a hang, a refusal without
// a code, and for any difference between the ways to check the same thing.
//
//   npm run bench -- bench/fuzz.ts -- [--cases N] [--kind scripts|transactions|blocks|chains] [--seed N] [--path P]
import { cpuUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import fc from 'fast-check';

import { benchArguments } from './bench-arguments.ts';
import { openFuzz } from '../test/differential/fuzz-kinds.ts';
import type { Fuzz, FuzzKind } from '../test/differential/fuzz-kinds.ts';

/** A line of progress each so many runs, and another seed: a failure is found again without what went before. */
const RUNS_PER_CHUNK: Readonly<Record<FuzzKind['name'], number>> = {
  scripts: 2000,
  transactions: 50_000,
  blocks: 20_000,
  chains: 100,
};

/** What part of all cases is of each kind. */
const SHARES: Readonly<Record<FuzzKind['name'], number>> = {
  scripts: 0.4,
  transactions: 0.3,
  blocks: 0.2,
  chains: 0.1,
};

/** One run that takes longer is as good as a hang. */
const MAX_RUN_MS = 30_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      cases: { type: 'string', default: '1000000' },
      kind: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      path: { type: 'string' },
    },
  });
  const fuzz = openFuzz();
  for (const note of fuzz.notes) stdout.write(`${note}\n`);
  const kinds = fuzz.kinds.filter(({ name }) => values.kind === undefined || values.kind === name);
  if (kinds.length === 0) throw new Error(`there is no kind "${values.kind}": see the first lines of bench/fuzz.ts`);
  try {
    for (const kind of kinds) {
      const cases = Number(values.cases) * (kinds.length === 1 ? 1 : SHARES[kind.name]);
      await runKind(fuzz, kind, { cases, seed: Number(values.seed), path: values.path });
    }
    printCounts('inputs by outcome', fuzz.outcomes);
    printCounts('blocks of chains by verdict', fuzz.verdicts);
  } finally {
    await fuzz.close();
  }
}

async function runKind(
  fuzz: Fuzz,
  kind: FuzzKind,
  options: { readonly cases: number; readonly seed: number; readonly path: string | undefined },
): Promise<void> {
  const { cases, seed, path } = options;
  const begin = performance.now();
  let slowestMs = 0;
  let done = 0;
  const property = timed(kind.property, (ms) => {
    slowestMs = Math.max(slowestMs, ms);
  });
  for (let chunk = 0; done < cases; chunk++) {
    const left = Math.ceil((cases - done) / kind.casesPerRun);
    const numRuns = Math.min(RUNS_PER_CHUNK[kind.name], left);
    await fc.assert(property, { numRuns, seed: seed + chunk, ...(path === undefined ? {} : { path }) });
    done = kind.name === 'chains' ? countOf(fuzz.verdicts) : done + numRuns * kind.casesPerRun;
    const seconds = (performance.now() - begin) / 1000;
    const rate = Math.round(done / seconds);
    stdout.write(
      `${kind.name}: seed ${seed + chunk} done; ${done} cases in ${seconds.toFixed(0)} s, ${rate} a second, slowest run ${slowestMs.toFixed(0)} ms\n`,
    );
    if (path !== undefined) return;
  }
}

/** The same property, with a watch on each run. */
function timed(property: fc.IRawProperty<unknown>, onRun: (ms: number) => void): fc.IRawProperty<unknown> {
  return {
    isAsync: () => property.isAsync(),
    generate: (random, runId) => property.generate(random, runId),
    shrink: (value) => property.shrink(value),
    runBeforeEach: () => property.runBeforeEach(),
    runAfterEach: () => property.runAfterEach(),
    run: (value) => {
      // Of CPU time: on a machine that others use, the clock says nothing of a run.
      const begin = cpuUsage();
      const result = property.run(value);
      const { user, system } = cpuUsage(begin);
      const ms = (user + system) / 1000;
      onRun(ms);
      if (ms > MAX_RUN_MS) throw new Error(`one run took ${Math.round(ms)} ms`);
      return result;
    },
  } as fc.IRawProperty<unknown>;
}

function countOf(verdicts: ReadonlyMap<string, number>): number {
  return [...verdicts.values()].reduce((sum, count) => sum + count, 0);
}

function printCounts(what: string, counts: ReadonlyMap<string, number>): void {
  if (counts.size === 0) return;
  stdout.write(`${what}:\n`);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  for (const [name, count] of sorted) stdout.write(`${String(count).padStart(9)} ${name}\n`);
}

await main();
