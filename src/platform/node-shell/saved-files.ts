import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SavedThing } from '../../node/node-effect.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { isSystemError, reasonOf } from '../system-error.ts';

const MIB = 1024 * 1024;

/** Where a thing is kept, in Bitcoin Core's names where it has one, and how large it may be when it is read. */
const FILES: Readonly<Record<SavedThing, { readonly name: string; readonly maxBytes: number }>> = {
  addresses: { name: 'peers.dat', maxBytes: 64 * MIB },
  anchors: { name: 'anchors.dat', maxBytes: MIB },
  bans: { name: 'banlist.json', maxBytes: 64 * MIB },
  mempool: { name: 'mempool.dat', maxBytes: 1024 * MIB },
  'fee-estimates': { name: 'fee_estimates.dat', maxBytes: 16 * MIB },
};

/** The small files that a node finds again when it starts: each is replaced whole, and the newest content wins. */
export class SavedFiles {
  readonly #folder: string;
  readonly #warn: (text: string) => void;
  /** What is being written, by thing. */
  readonly #writing = new Map<SavedThing, Promise<void>>();
  /** What is to be written next: at most one content for each thing. */
  readonly #waiting = new Map<SavedThing, Uint8Array>();

  /**
   * @param folder The network's folder in the data directory; it is there.
   * @param warn Takes a line for a person.
   */
  constructor(folder: string, warn: (text: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
  }

  /** Where a thing is kept. */
  pathOf(thing: SavedThing): string {
    return path.join(this.#folder, FILES[thing].name);
  }

  /** Reads what was kept. @returns `undefined` when there is nothing, or it can't be read: then a line was said. */
  async load(thing: SavedThing): Promise<Uint8Array | undefined> {
    const found = await this.#read(thing);
    if (found !== 'too-large') return found;
    await this.setAside(thing, `larger than ${FILES[thing].maxBytes / MIB} MiB`);
    return undefined;
  }

  /** Reads what somebody else keeps: as `load`, but nothing is moved away. */
  async peek(thing: SavedThing): Promise<Uint8Array | undefined> {
    const found = await this.#read(thing);
    if (found !== 'too-large') return found;
    this.#warn(`${this.pathOf(thing)} is larger than ${FILES[thing].maxBytes / MIB} MiB; going on without it`);
    return undefined;
  }

  async #read(thing: SavedThing): Promise<Uint8Array | 'too-large' | undefined> {
    const filePath = this.pathOf(thing);
    try {
      const file = await open(filePath, 'r');
      try {
        const { size } = await file.stat();
        if (size <= FILES[thing].maxBytes) return new Uint8Array(await file.readFile());
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'ENOENT') this.#warn(`can't read ${filePath}: ${reasonOf(error)}; going on without it`);
      return undefined;
    }
    return 'too-large';
  }

  /** Reads all that was kept; removes what an earlier run was writing when it was killed. Nobody else writes here. */
  async loadAll(): Promise<ReadonlyMap<SavedThing, Uint8Array>> {
    await this.#removeParts();
    const found = new Map<SavedThing, Uint8Array>();
    for (const thing of Object.keys(FILES) as SavedThing[]) {
      const bytes = await this.load(thing);
      if (bytes !== undefined) found.set(thing, bytes);
    }
    return found;
  }

  async #removeParts(): Promise<void> {
    const names = new Set(Object.values(FILES).map(({ name }) => name));
    try {
      for (const name of await readdir(this.#folder)) {
        const whole = /^(.+)\.\d+\.part$/.exec(name)?.[1];
        if (whole !== undefined && names.has(whole)) await rm(path.join(this.#folder, name), { force: true });
      }
    } catch (error) {
      // What can't be read or removed is said when it is to be read or written.
      if (!isSystemError(error)) throw error;
    }
  }

  /** Moves a file away whose content makes no sense, and says so in a line. @param why In a few words. */
  async setAside(thing: SavedThing, why: string): Promise<void> {
    const filePath = this.pathOf(thing);
    const awayPath = `${filePath}.damaged`;
    try {
      await rename(filePath, awayPath);
      this.#warn(`${filePath} is damaged (${why}); moved to ${awayPath}, and going on without it`);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#warn(`${filePath} is damaged (${why}), and can't be moved away: ${reasonOf(error)}; going on without it`);
    }
  }

  /** Keeps bytes in place of what was kept before. They are not changed any more. What fails is said in a line. */
  save(thing: SavedThing, bytes: Uint8Array): void {
    this.#waiting.set(thing, bytes);
    if (this.#writing.has(thing)) return;
    const writing = this.#writeAll(thing).finally(() => this.#writing.delete(thing));
    this.#writing.set(thing, writing);
  }

  /** Resolves when all is on disk. */
  async finish(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  async #writeAll(thing: SavedThing): Promise<void> {
    for (let bytes = this.#waiting.get(thing); bytes !== undefined; bytes = this.#waiting.get(thing)) {
      this.#waiting.delete(thing);
      await this.#write(this.pathOf(thing), bytes);
    }
  }

  async #write(filePath: string, bytes: Uint8Array): Promise<void> {
    try {
      await writeFileAtomically(filePath, { overwrite: true, write: (file) => file.writeFile(bytes) });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#warn(`can't write ${filePath}: ${reasonOf(error)}; what was kept before is still there`);
    }
  }
}
