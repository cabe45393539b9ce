/**
 * What can be planted in one node of a scenario, so that it is seen that the invariants find it:
 *
 * - `undo-lost`: the block files lose the undo record of one block.
 * - `coin-lost`: the store drops one coin.
 * - `scripts-unchecked`: the node takes every script as good, and mines a block with one that is not.
 * - `blocks-unheard`: no message that brings a block, or a part of one, gets to the node.
 */
export const FAULT_KINDS = ['undo-lost', 'coin-lost', 'scripts-unchecked', 'blocks-unheard'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault of one node, from the moment on that the scenario names. */
export interface PlantedFault {
  readonly kind: FaultKind;
  /** Index of the node: below the number of nodes that the scenario starts with. */
  readonly node: number;
}

/** Writes a fault as flags have it: `undo-lost@7`. */
export function faultToText({ kind, node }: PlantedFault): string {
  return `${kind}@${node}`;
}

/** Reads that; `undefined` for anything else. */
export function faultFromText(text: string): PlantedFault | undefined {
  const [kindText, nodeText = '', ...rest] = text.split('@');
  const kind = FAULT_KINDS.find((each) => each === kindText);
  if (kind === undefined || rest.length > 0 || !/^\d{1,4}$/.test(nodeText)) return undefined;
  return { kind, node: Number(nodeText) };
}
