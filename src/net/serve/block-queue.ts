import { MAX_QUEUED_BLOCKS } from './serve-limits.ts';

/** In which form a block is asked for. */
export const BLOCK_FORMS = ['stripped', 'witness', 'compact', 'filtered'] as const;

export type BlockForm = (typeof BLOCK_FORMS)[number];

/** One block that is asked for. */
export interface QueuedBlock {
  readonly row: number;
  readonly form: BlockForm;
}

const FORM_COUNT = 4;

/** Blocks that a peer has asked for and not been given yet: four bytes each. */
export class BlockQueue {
  #codes = new Uint32Array(16);
  #first = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#first;
  }

  /** Adds a block at the end. @returns False when there are too many. */
  push({ row, form }: QueuedBlock): boolean {
    if (this.length >= MAX_QUEUED_BLOCKS) return false;
    if (this.#end === this.#codes.length) this.#makeRoom();
    this.#codes[this.#end++] = row * FORM_COUNT + BLOCK_FORMS.indexOf(form);
    return true;
  }

  /** Takes out the first block; `undefined` when there is none. */
  shift(): QueuedBlock | undefined {
    if (this.#first === this.#end) return undefined;
    const code = this.#codes[this.#first++]!;
    return { row: Math.floor(code / FORM_COUNT), form: BLOCK_FORMS[code % FORM_COUNT]! };
  }

  #makeRoom(): void {
    const rest = this.#codes.subarray(this.#first, this.#end);
    const roomy = new Uint32Array(Math.max(16, 2 * rest.length));
    roomy.set(rest);
    this.#codes = roomy;
    this.#first = 0;
    this.#end = rest.length;
  }
}
