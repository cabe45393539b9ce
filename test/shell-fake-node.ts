// A node of a few lines, to be run by the shell: it records what it is told, and does what the test says.
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { DrivenNode } from '../src/node/driven-node.ts';
import type { NodeEffect } from '../src/node/node-effect.ts';
import type { NodeInput } from '../src/node/node-input.ts';
import type { NodeEvent } from '../src/node/node-event.ts';
import { systemClock } from '../src/platform/clock.ts';
import { HostNames } from '../src/platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../src/platform/node-shell/network-routes.ts';
import { NodeShell } from '../src/platform/node-shell/node-shell.ts';
import type { NodeShellOptions, NodeShellParts } from '../src/platform/node-shell/node-shell.ts';
import { SavedFiles } from '../src/platform/node-shell/saved-files.ts';
import { SystemRandom } from '../src/platform/random.ts';

export type Answer = (input: NodeInput, nowMs: number) => readonly NodeEffect[];

export class FakeNode implements DrivenNode {
  readonly inputs: NodeInput[] = [];
  nextWakeMs: number = Infinity;
  answer: Answer;
  #nextId = 1;
  #watchers: { readonly isDone: () => boolean; readonly resolve: () => void }[] = [];

  constructor(answer: Answer = () => []) {
    this.answer = answer;
  }

  receive(input: NodeInput, nowMs: number): readonly NodeEffect[] {
    this.inputs.push(input);
    const effects = this.answer(input, nowMs);
    const done = this.#watchers.filter(({ isDone }) => isDone());
    this.#watchers = this.#watchers.filter((watcher) => !done.includes(watcher));
    // After the shell has done the effects.
    for (const { resolve } of done) setImmediate(resolve);
    return effects;
  }

  nextConnectionId(): number {
    return this.#nextId++;
  }

  /** Resolves once what the node was told makes this true. */
  until(isDone: (node: FakeNode) => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (isDone(this)) resolve();
      else this.#watchers.push({ isDone: () => isDone(this), resolve });
    });
  }

  /** The inputs of one type. */
  all<T extends NodeInput['type']>(type: T): Extract<NodeInput, { readonly type: T }>[] {
    return this.inputs.filter((input): input is Extract<NodeInput, { readonly type: T }> => input.type === type);
  }

  /** How many bytes a connection has brought, or all of them. */
  receivedBytes(connection?: number): number {
    const data = this.all('data').filter((input) => connection === undefined || input.connection === connection);
    return data.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

/** Sends back what comes. */
export function echo(input: NodeInput): readonly NodeEffect[] {
  return input.type === 'data' ? [{ do: 'write', connection: input.connection, bytes: input.bytes }] : [];
}

export interface ShellUnderTest<TheNode extends DrivenNode = FakeNode> {
  readonly shell: NodeShell;
  readonly node: TheNode;
  readonly port: number;
  readonly events: NodeEvent[];
}

/** Starts a shell for a node on a free port of the loopback. */
export async function startShell<TheNode extends DrivenNode>(
  node: TheNode,
  options: Partial<NodeShellOptions & NodeShellParts & { readonly folder: string }> = {},
): Promise<ShellUnderTest<TheNode>> {
  const events: NodeEvent[] = [];
  const onEvent = (event: NodeEvent): void => void events.push(event);
  const { listen = [{ host: '127.0.0.1', port: 0 }], maxSockets, folder = '/nonexistent', ...parts } = options;
  const shell = new NodeShell(
    { listen, ...(maxSockets !== undefined && { maxSockets }) },
    {
      node,
      clock: systemClock,
      random: new SystemRandom(),
      chain: { commit: async () => {} },
      files: new SavedFiles(folder, (text) => onEvent({ event: 'warning', text })),
      routes: new NetworkRoutes({}),
      names: new HostNames(),
      onEvent,
      ...parts,
    },
  );
  await shell.start();
  return { shell, node, port: shell.listening[0]?.port ?? 0, events };
}

/** Opens a plain socket to the loopback. */
export async function openClient(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Reads so many bytes. */
export async function readBytes(socket: Socket, sizeBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size < sizeBytes) {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) {
      if (socket.readableEnded || socket.destroyed) break;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          for (const name of ['readable', 'end', 'close']) socket.off(name, done);
          resolve();
        };
        for (const name of ['readable', 'end', 'close']) socket.on(name, done);
      });
      continue;
    }
    chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** Resolves when a socket is closed. */
export function whenClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    socket.once('close', () => resolve());
    // What is not read is never at its end.
    socket.resume();
    return undefined;
  });
}
