import type { NodeInput } from '../../node/node-input.ts';
import type { Waiting } from './turn-queue.ts';

/** Something that a node is to be told of, when its turn comes. */
export interface InputSource extends Waiting {
  /** The next input; `undefined` when there is nothing after all. */
  takeInput(): NodeInput | undefined;
  /** Whether `takeInput` may have another. */
  readonly hasInput: boolean;
}

/** A source with one input. */
export function oneInput(input: NodeInput): InputSource {
  return { takeInput: () => input, hasInput: false, isBulk: false };
}
