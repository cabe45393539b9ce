import type { VigilNode } from '../interop/vigil-node.ts';

/** What the node's process tells of itself. */
export interface ServerFigures {
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  /** The longest that its event loop was held up, since the last reset. */
  readonly stallMs: number;
  readonly height: number;
  readonly connections: number;
  /** Connections that ended, by reason. */
  readonly gone: Readonly<Record<string, number>>;
}

/** What it sends to its parent. */
export type ServerMessage = { readonly port: number } | { readonly figures: ServerFigures };

export function send(message: ServerMessage): void {
  process.send!(message);
}

/** Mines one block. */
export async function strictMine(node: VigilNode): Promise<void> {
  const [hash] = await node.mine(1);
  if (hash === undefined) throw new Error('no block was found');
}
