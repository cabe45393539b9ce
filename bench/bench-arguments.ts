import { argv } from 'node:process';

/** The arguments of a benchmark, with or without a `--` before them: `npm run bench -- FILE -- --flag` hands one on. */
export function benchArguments(): string[] {
  const given = argv.slice(2);
  return given[0] === '--' ? given.slice(1) : given;
}
