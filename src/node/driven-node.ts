import type { PeerId } from '../net/peer.ts';
import type { NodeEffect } from './node-effect.ts';
import type { NodeInput } from './node-input.ts';

/** A node as whoever runs it sees it: input and time in, effects out. */
export interface DrivenNode {
  /** Takes one input. @param nowMs Milliseconds since 1970 by the clock of whoever runs it. @returns What is to be done, in order. */
  receive(input: NodeInput, nowMs: number): readonly NodeEffect[];
  /** When it wants to be woken: milliseconds since 1970. Read after each `receive`. */
  readonly nextWakeMs: number;
  /** Names a connection that somebody opened to us. */
  nextConnectionId(): PeerId;
}
