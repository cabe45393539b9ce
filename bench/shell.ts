// What a node's shell carries on the loopback, through a node that sends everything back: megabytes and messages a second,
// and the time of one round trip; beside a plain `net` server that does the same. The client is a process of its own.
//
//   node dist/bench/shell.js [--seconds N] [--connections N] [--json]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { argv, cpuUsage, execPath, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { DrivenNode } from '../src/node/driven-node.ts';
import type { NodeEffect } from '../src/node/node-effect.ts';
import type { NodeInput } from '../src/node/node-input.ts';
import { systemClock } from '../src/platform/clock.ts';
import { HostNames } from '../src/platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../src/platform/node-shell/network-routes.ts';
import { NodeShell } from '../src/platform/node-shell/node-shell.ts';
import { SavedFiles } from '../src/platform/node-shell/saved-files.ts';
import { SystemRandom } from '../src/platform/random.ts';
import { benchArguments } from './bench-arguments.ts';

/** A message as small as most of those that nodes send: an `inv` of one transaction. */
const MESSAGE_BYTES = 61;
const CHUNK_BYTES = 64 * 1024;
/** Bytes on their way in each connection. */
const WINDOW_BYTES = 1024 * 1024;

interface Work {
  readonly name: string;
  readonly connections: number;
  readonly messageBytes: number;
  readonly windowBytes: number;
}

interface Result {
  readonly name: string;
  readonly messagesPerSecond: number;
  readonly megabytesPerSecond: number;
  /** CPU time that the server's process has spent. */
  readonly serverCpuMicrosPerMessage?: number;
}

function worksOf(connections: number): readonly Work[] {
  const bulk = { messageBytes: CHUNK_BYTES, windowBytes: WINDOW_BYTES };
  const small = { messageBytes: MESSAGE_BYTES, windowBytes: MESSAGE_BYTES };
  return [
    { name: '1 connection, 64 KiB each', connections: 1, ...bulk },
    { name: `${connections} connections, 64 KiB each`, connections, ...bulk },
    { name: '1 connection, 61 bytes, one at a time', connections: 1, ...small },
    { name: `${connections} connections, 61 bytes, one at a time`, connections, ...small },
  ];
}

/** Sends back what comes. */
class EchoNode implements DrivenNode {
  readonly nextWakeMs: number = Infinity;
  #nextId = 1;

  receive(input: NodeInput): readonly NodeEffect[] {
    return input.type === 'data' ? [{ do: 'write', connection: input.connection, bytes: input.bytes }] : [];
  }

  nextConnectionId(): number {
    return this.#nextId++;
  }
}

/** Keeps a window full in each connection for some seconds, and counts what comes back. */
async function client(port: number, work: Work, seconds: number): Promise<Result> {
  const { name, connections, messageBytes, windowBytes } = work;
  const message = new Uint8Array(messageBytes);
  let receivedBytes = 0;
  const sockets: Socket[] = [];
  for (let i = 0; i < connections; i++) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    let back = 0;
    socket.on('data', (bytes) => {
      receivedBytes += bytes.length;
      back += bytes.length;
      for (; back >= messageBytes; back -= messageBytes) socket.write(message);
    });
    sockets.push(socket);
  }
  const startMs = performance.now();
  for (const socket of sockets) for (let sent = 0; sent < windowBytes; sent += messageBytes) socket.write(message);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const tookSec = (performance.now() - startMs) / 1000;
  for (const socket of sockets) socket.destroy();
  return {
    name,
    messagesPerSecond: receivedBytes / messageBytes / tookSec,
    megabytesPerSecond: receivedBytes / 1e6 / tookSec,
  };
}

async function measure(port: number, work: Work, seconds: number): Promise<Result> {
  const args = [fileURLToPath(import.meta.url), '--client', JSON.stringify({ port, work, seconds })];
  const child = spawn(execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const before = cpuUsage();
  let text = '';
  for await (const part of child.stdout) text += String(part);
  const { user, system } = cpuUsage(before);
  const result = JSON.parse(text) as Result;
  return { ...result, serverCpuMicrosPerMessage: (user + system) / (result.messagesPerSecond * seconds) };
}

async function withShell(run: (port: number) => Promise<Result>): Promise<Result> {
  const shell = new NodeShell(
    { listen: [{ host: '127.0.0.1', port: 0 }] },
    {
      node: new EchoNode(),
      clock: systemClock,
      random: new SystemRandom(),
      chain: { commit: async () => {} },
      files: new SavedFiles('.', () => {}),
      routes: new NetworkRoutes({}),
      names: new HostNames(),
      onEvent: () => {},
    },
  );
  await shell.start();
  const result = await run(shell.listening[0]!.port);
  await shell.stop();
  return result;
}

async function withPlainServer(run: (port: number) => Promise<Result>): Promise<Result> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => socket.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const result = await run((server.address() as AddressInfo).port);
  server.close();
  return result;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  const results: { readonly shell: Result; readonly plain: Result }[] = [];
  for (const work of worksOf(Number(values.connections))) {
    const run = (port: number): Promise<Result> => measure(port, work, seconds);
    // One after the other in one run, so that both see the same machine.
    results.push({ plain: await withPlainServer(run), shell: await withShell(run) });
  }
  const line = ({ shell, plain }: { readonly shell: Result; readonly plain: Result }): string => {
    const ratio = shell.messagesPerSecond / plain.messagesPerSecond;
    const cpu = [shell, plain].map(({ serverCpuMicrosPerMessage = 0 }) => serverCpuMicrosPerMessage.toFixed(1));
    const rates = `${shell.megabytesPerSecond.toFixed(1).padStart(8)} MB/s ${shell.messagesPerSecond.toFixed(0).padStart(8)}/s`;
    return `${rates}  ${ratio.toFixed(2)} of a plain server; CPU ${cpu[0]} us a message, plain ${cpu[1]}; ${shell.name}\n`;
  };
  stdout.write(values.json ? `${JSON.stringify({ schema: 1, results })}\n` : results.map(line).join(''));
}

if (argv[2] === '--client') {
  const { port, work, seconds } = JSON.parse(argv[3] ?? '') as { port: number; work: Work; seconds: number };
  stdout.write(JSON.stringify(await client(port, work, seconds)));
} else await main();
