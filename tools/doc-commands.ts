import { spawn } from 'node:child_process';

import type { Fence } from './markdown.ts';

/** A command that a document shows, with what it is said to print. */
export interface DocCommand {
  /** What comes after `$ `, for the shell. */
  readonly command: string;
  /** The lines below it; empty where the document shows none, and then any output will do. */
  readonly expected: readonly string[];
  /** The command's line in the document, from 1. */
  readonly line: number;
}

/** Commands that the tests run. Others (`git`, `curl`) need the network or another machine, and are only shown. */
const RUN = /^(vigil|npx|npm|node)\b/;

/**
 * Finds the commands in a block of `sh`: lines that begin with `$ `, each with the output below it. A `\` at the end of
 * a line joins it with the next.
 *
 * @returns The commands that can be run; none for a block that is marked as not run.
 */
export function commandsIn({ language, lines, line, notRun }: Fence): readonly DocCommand[] {
  if (language !== 'sh' || notRun !== undefined) return [];
  const commands: { command: string; expected: string[]; line: number }[] = [];
  let joined = false;
  lines.forEach((text, index) => {
    const last = commands.at(-1);
    if (joined && last !== undefined) last.command += `\n${text}`;
    else if (text.startsWith('$ ')) commands.push({ command: text.slice(2), expected: [], line: line + 1 + index });
    else last?.expected.push(text);
    joined = (joined || text.startsWith('$ ')) && text.endsWith('\\');
  });
  for (const { expected } of commands) while (expected.at(-1)?.trim() === '') expected.pop();
  return commands.filter(({ command }) => RUN.test(command));
}

/**
 * Says whether an output is the one a document shows. `...` stands for anything within a line, and alone on a line for
 * any number of lines. Blanks at the ends of lines do not count.
 *
 * @param expected Lines of the document; none stand for any output.
 */
export function matchesOutput(expected: readonly string[], output: string): boolean {
  if (expected.length === 0) return true;
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = expected
    .map((line) =>
      line.trim() === '...' ? '(?:.*\\n)*?' : `${line.trimEnd().split('...').map(escape).join('.*')}[ \\t]*\\n`,
    )
    .join('');
  return new RegExp(`^${pattern}$`).test(`${output.replaceAll('\r', '').trimEnd()}\n`);
}

/** How a command of a document ended. */
export interface DocOutcome {
  /** The exit code; -1 if it was stopped because it took too long. */
  readonly code: number;
  /** What it printed, errors and all, in order. */
  readonly output: string;
}

/**
 * Runs one command in a shell, as a reader would.
 *
 * @param options.cwd The working directory.
 * @param options.env The environment, all of it.
 * @param options.limitMs How long it may take; then it is stopped, with all it started.
 */
export function runDocCommand(
  command: string,
  { cwd, env, limitMs }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly limitMs: number },
): Promise<DocOutcome> {
  return new Promise((resolve, reject) => {
    // `exec 2>&1` keeps the order of the two outputs. A group of its own can be stopped as a whole.
    const child = spawn('sh', ['-c', `exec 2>&1\n${command}`], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    let late = false;
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: late ? -1 : (code ?? 1), output });
    });
  });
}
