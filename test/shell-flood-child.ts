// Many connections to one port, in a process of its own, so that the memory and the time they take are not the node's.
//
//   node dist/test/shell-flood-child.js PORT COUNT idle|drip|flood
//
// Says `ready` when all are open, then a line for every thousand turns. Ends when its standard input does.
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const [port = '', count = '', mode = ''] = process.argv.slice(2);
const CHUNK = new Uint8Array(64 * 1024).fill(0xaa);
const DRIP = Uint8Array.of(0xaa);

process.stdin.resume().on('end', () => process.exit(0));

const sockets: Socket[] = [];
for (let i = 0; i < Number(count); i++) {
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  // What is echoed has to go somewhere.
  socket.resume();
  sockets.push(socket);
  // A few at a time, as the system holds only so many that are not accepted yet.
  if (i % 50 === 49) await Promise.all(sockets.slice(-50).map(opened));
}
await Promise.all(sockets.map(opened));
writeSync(1, 'ready\n');

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.connecting) socket.once('connect', () => resolve()).once('close', () => resolve());
    else resolve();
  });
}

function turn(): void {
  for (const socket of sockets) {
    if (mode === 'drip') socket.write(DRIP);
    else if (mode === 'flood' && !socket.writableNeedDrain) socket.write(CHUNK);
  }
  setImmediate(turn);
}

if (mode !== 'idle') turn();
