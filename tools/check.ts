#!/usr/bin/env node
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

/** One thing that `npm run check` looks at: a Node program that exits with 0 when all is well. */
interface Step {
  readonly name: string;
  /** The program's file and its arguments. */
  readonly args: readonly string[];
}

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

const TSC = 'node_modules/typescript/bin/tsc';

function steps(): Step[] {
  const page: Step[] = fs.existsSync('web/tsconfig.json')
    ? [{ name: 'types of the page', args: [TSC, '-p', 'web/tsconfig.json', '--noEmit'] }]
    : [];
  return [
    { name: 'types', args: [TSC, '-p', 'tsconfig.json', '--noEmit', '--incremental', 'false'] },
    { name: 'types of the pure rooms', args: [TSC, '-p', 'tsconfig.pure.json'] },
    ...page,
    { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings', '.'] },
    { name: 'rooms', args: ['dist/tools/tidy.js'] },
    { name: 'dead code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
    {
      name: 'format',
      args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.'],
    },
    { name: 'docs', args: ['--test', '--test-reporter=spec', 'dist/test/docs.test.js'] },
  ];
}

/** Runs a step to its end and prints one line about it. */
function runStep({ name, args }: Step): Promise<Outcome> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    // Tests started from within a test runner would report to it instead of here.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const ok = code === 0;
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(24)} ${seconds.padStart(5)} s`);
      resolve({ name, ok, output });
    });
  });
}

/** Runs all steps, as many at a time as there are cores; returns the outcomes in the order of the steps. */
async function runSteps(list: readonly Step[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<Step, Outcome>();
  const waiting = list.values();
  const work = async (): Promise<void> => {
    for (const step of waiting) outcomes.set(step, await runStep(step));
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, work));
  return list.flatMap((step) => outcomes.get(step) ?? []);
}

const failed = (await runSteps(steps())).filter(({ ok }) => !ok);
const [first, ...others] = failed;
if (first !== undefined) {
  console.log(`\n${first.name}:\n${first.output.trimEnd()}`);
  if (others.length > 0) console.log(`\nfailed too: ${others.map(({ name }) => name).join(', ')}`);
  process.exitCode = 1;
}
