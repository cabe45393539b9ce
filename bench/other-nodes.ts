import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Programs of other Node versions, from npm's package `node`, in a temporary folder. */
export class OtherNodes {
  #folder: string | undefined;

  /**
   * The program of a version; this one's where it is of that version.
   *
   * @param version Such as `22`, or `20.19.0`.
   * @throws {Error} Where it can't be installed.
   */
  program(version: string): string {
    if (`${process.versions.node}.`.startsWith(`${version}.`)) return process.execPath;
    this.#folder ??= mkdtempSync(path.join(tmpdir(), 'vigil-nodes-'));
    const folder = path.join(this.#folder, version);
    const program = path.join(folder, 'node_modules/node/bin/node');
    if (existsSync(program)) return program;
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`];
    writeFileSync(path.join(this.#folder, 'package.json'), '{"private": true}\n');
    const { status, error } = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (error !== undefined) throw error;
    if (status !== 0 || !existsSync(program))
      throw new Error(`Node ${version} could not be installed from npm, see above`);
    return program;
  }

  /** Removes the temporary folder. */
  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
