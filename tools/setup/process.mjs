// Child processes of the set-up, and its progress lines.

import { spawn } from 'node:child_process';

/** The set-up cannot go on; the message is what the person reads. */
export class SetupFailure extends Error {
  name = 'SetupFailure';
}

/**
 * Runs a Node program to its end and keeps what it printed.
 *
 * An interrupt or a termination of this process ends the child first, then this process: nothing is left running, and
 * stamps, which are written last, are not there.
 *
 * @param {string[]} args The program and its arguments.
 * @param {{ cwd: string, inherit?: boolean }} options `inherit` shows the output at once instead of keeping it.
 * @returns {Promise<{ code: number, output: string }>} The exit code (128 + n for signal n) and the output.
 */
export function runNode(args, { cwd, inherit = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const interrupt = (signal) => {
      child.kill(signal);
      child.once('close', () => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    const settle = () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code, signal) => {
      // While interrupted, the exit above comes next.
      settle();
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 143), output });
    });
  });
}

/**
 * Prints one progress line around a piece of work: what it is at once, how long it took at the end.
 *
 * @template T
 * @param {string} what In a few words.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  const startMs = performance.now();
  process.stderr.write(`set-up: ${what} ... `);
  try {
    const result = await work();
    process.stderr.write(`${((performance.now() - startMs) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}
