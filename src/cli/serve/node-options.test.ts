import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command, Option } from 'commander';
import { addNodeOptions } from '../node/node-flags.ts';
import type { SourceFlags } from '../observatory/sources.ts';
import { addSourceOptions } from '../observatory/sources.ts';
import { addPageNodeOptions, nodeFlagsOf } from './node-options.ts';
import type { PageNodeFlags } from './node-options.ts';

const pageCommand = (): Command =>
  addPageNodeOptions(addSourceOptions(new Command().addOption(new Option('--port <n>').default(8790))));

test('every flag of a node is one of the node beside a page; only the port has another name', () => {
  const flagsOf = (command: Command): string[] => command.options.map(({ flags }) => flags);
  const ofPage = new Set(flagsOf(pageCommand()));
  const missing = flagsOf(addNodeOptions(new Command())).filter((flag) => !ofPage.has(flag));
  assert.deepEqual(
    missing,
    ['--port <n>'].filter((flag) => !ofPage.has(flag)),
  );
  assert.ok(ofPage.has('--node-port <n>'));
});

test('the node is told what was said of it, and not the port of the page', () => {
  const parse = (...args: string[]): ReturnType<typeof nodeFlagsOf> =>
    nodeFlagsOf(pageCommand().parse(args, { from: 'user' }).opts<PageNodeFlags & SourceFlags>());
  const plain = parse('--port', '80');
  assert.deepEqual([plain.port, plain.network, plain.par, plain.v2Transport], [undefined, 'mainnet', 0, true]);
  const told = parse(
    '--network',
    'signet',
    '--node-port',
    '1234',
    '--datadir',
    '/d',
    '--block-filters',
    '--max-memory',
    '700',
  );
  assert.deepEqual(
    [told.port, told.network, told.datadir, told.blockFilters, told.maxMemory],
    [1234, 'signet', '/d', true, 700],
  );
});
