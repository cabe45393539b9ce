// A SOCKS5 proxy for tests: it records what it is asked, and answers as it is told: rightly or not.
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface ProxyRequest {
  readonly methods: readonly number[];
  readonly username?: string;
  readonly password?: string;
  readonly host: string;
  readonly port: number;
}

export interface ProxyBehaviour {
  /** Method that is chosen; by default user and password where offered. */
  readonly method?: number;
  /** Bytes in place of the reply to the greeting, to the credentials, or to the request; none: silence. */
  readonly greeting?: Uint8Array;
  readonly authentication?: Uint8Array;
  readonly reply?: Uint8Array;
  /** Where connections really go. */
  readonly targetPort?: number;
}

export interface ProxyUnderTest {
  readonly port: number;
  readonly requests: ProxyRequest[];
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

const SUCCESS = Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0);

export async function startProxy(behaviour: ProxyBehaviour = {}): Promise<ProxyUnderTest> {
  const requests: ProxyRequest[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    void serve(socket, behaviour, requests);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function serve(socket: Socket, behaviour: ProxyBehaviour, requests: ProxyRequest[]): Promise<void> {
  const chunks = socket[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const take = async (count: number): Promise<Buffer> => {
    while (held.length < count) {
      const { value, done } = await chunks.next();
      if (done === true) throw new Error('closed');
      held = Buffer.concat([held, value as Buffer]);
    }
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  try {
    const [, count = 0] = await take(2);
    const methods = [...(await take(count))];
    const method = behaviour.method ?? (methods.includes(2) ? 2 : 0);
    socket.write(behaviour.greeting ?? Uint8Array.of(5, method));
    let credentials = {};
    if (method === 2) {
      const [, userBytes = 0] = await take(2);
      const username = (await take(userBytes)).toString();
      const password = (await take((await take(1))[0]!)).toString();
      credentials = { username, password };
      socket.write(behaviour.authentication ?? Uint8Array.of(1, 0));
    }
    const [, , , , hostBytes = 0] = await take(5);
    const host = (await take(hostBytes)).toString();
    const port = (await take(2)).readUInt16BE();
    requests.push({ methods, ...credentials, host, port });
    if (behaviour.targetPort === undefined) {
      socket.write(behaviour.reply ?? SUCCESS);
      return;
    }
    const target = connect(behaviour.targetPort, '127.0.0.1');
    target.on('error', () => socket.destroy());
    await new Promise((resolve) => target.once('connect', resolve));
    socket.write(behaviour.reply ?? SUCCESS);
    target.pipe(socket);
    target.write(held);
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
      target.write(next.value as Buffer);
    target.end();
  } catch {
    socket.destroy();
  }
}
