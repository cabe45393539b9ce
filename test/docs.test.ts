import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { commandsIn, matchesOutput, runDocCommand, type DocCommand } from '../tools/doc-commands.ts';
import { parseMarkdown } from '../tools/markdown.ts';

/** A command of a document is an example: it answers in seconds. */
const LIMIT_MS = 30_000;

const ROOT = path.resolve('.');

/** The documents of a folder that has the shape of this project: its own, and those in `docs`. */
function documentsOf(root: string): string[] {
  const inFolder = (folder: string): string[] =>
    fs.existsSync(path.join(root, folder))
      ? fs.readdirSync(path.join(root, folder)).map((name) => path.join(folder, name))
      : [];
  return [...inFolder('.'), ...inFolder('docs')].filter((file) => file.endsWith('.md')).sort();
}

function commandsOf(root: string, document: string): readonly DocCommand[] {
  return parseMarkdown(fs.readFileSync(path.join(root, document), 'utf8')).fences.flatMap(commandsIn);
}

/**
 * Makes a folder to run a document's commands in: all that is in the checkout is there, by links, and what commands
 * write stays out of it. `vigil` is the checkout's `bin/vigil`, and a home folder of its own keeps its data.
 */
function makeScratch(root: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'vigil-docs-'));
  after(() => fs.rmSync(scratch, { recursive: true, force: true }));
  const cwd = path.join(scratch, 'vigil');
  const home = path.join(scratch, 'home');
  fs.mkdirSync(cwd);
  fs.mkdirSync(home);
  for (const name of fs.readdirSync(root)) fs.symlinkSync(path.join(root, name), path.join(cwd, name));
  const programs = [path.join(root, 'bin'), path.join(ROOT, 'node_modules/.bin'), path.dirname(process.execPath)];
  const { NODE_TEST_CONTEXT: _, XDG_DATA_HOME: __, XDG_CONFIG_HOME: ___, ...inherited } = process.env;
  const PATH = [...programs, inherited['PATH'] ?? ''].join(path.delimiter);
  return { cwd, env: { ...inherited, PATH, HOME: home, NO_COLOR: '1', COLUMNS: '80' } };
}

/** Runs one command and compares; returns what is wrong, or nothing. */
async function complaint(
  { command, expected }: DocCommand,
  scratch: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<string | undefined> {
  const { code, output } = await runDocCommand(command, { ...scratch, limitMs: LIMIT_MS });
  if (code === -1) return `took more than ${LIMIT_MS / 1000} s, and printed:\n${output}`;
  if (code !== 0) return `ended with exit code ${code}, and printed:\n${output}`;
  return matchesOutput(expected, output) ? undefined : `printed:\n${output}`;
}

describe('documents', () => {
  for (const document of documentsOf(ROOT)) {
    const commands = commandsOf(ROOT, document);
    if (commands.length === 0) continue;
    describe(document, () => {
      const scratch = makeScratch(ROOT);
      for (const command of commands) {
        test(`line ${command.line}: ${command.command} does what it says`, async () => {
          assert.equal(await complaint(command, scratch), undefined);
        });
      }
    });
  }

  test('commands that do what they say pass, and share a folder', async () => {
    const fixture = path.resolve('tools/fixtures/docs');
    const scratch = makeScratch(fixture);
    const commands = commandsOf(fixture, 'good.md');
    assert.equal(commands.length, 3);
    for (const command of commands) assert.equal(await complaint(command, scratch), undefined);
    assert.ok(!fs.existsSync(path.join(fixture, 'made.txt')), 'what commands write stays out of the checkout');
  });

  test('other output and failures are told', async () => {
    const fixture = path.resolve('tools/fixtures/docs');
    const scratch = makeScratch(fixture);
    const [other, failing] = commandsOf(fixture, 'bad.md');
    assert.ok(other !== undefined && failing !== undefined);
    assert.match((await complaint(other, scratch)) ?? '', /^printed:\nvigil called with --anything/);
    assert.match((await complaint(failing, scratch)) ?? '', /^ended with exit code 3/);
  });
});
