// Tor's control port for tests: it knows a cookie or a password, and runs no onion service at all.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface TorBehaviour {
  readonly methods?: string;
  readonly cookiePath?: string;
  readonly cookie?: Uint8Array;
  readonly password?: string;
  /** Answers in place of Tor's to commands that begin with the key. */
  readonly answers?: Readonly<Record<string, string>>;
}

export interface TorUnderTest {
  readonly port: number;
  readonly commands: string[];
  readonly sockets: Set<Socket>;
  /** Resolves with the next command that begins so. */
  next(start: string): Promise<string>;
  close(): Promise<void>;
}

export const SERVICE_ID = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd';
export const SERVICE_KEY: string = `ED25519-V3:${'A'.repeat(86)}==`;

export async function startTor(behaviour: TorBehaviour = {}): Promise<TorUnderTest> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const watchers: { start: string; resolve: (command: string) => void }[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const answer = responder(behaviour);
    let rest = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        commands.push(line);
        socket.write(answer(line));
        for (const watcher of watchers.splice(0)) {
          if (line.startsWith(watcher.start)) watcher.resolve(line);
          else watchers.push(watcher);
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    sockets,
    next: (start) => new Promise((resolve) => watchers.push({ start, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function responder(behaviour: TorBehaviour): (command: string) => string {
  const { methods = 'NULL', cookiePath, cookie, password, answers = {} } = behaviour;
  let expected: string | undefined = methods === 'NULL' ? 'AUTHENTICATE' : undefined;
  let isLoggedIn = false;
  if (password !== undefined) expected = `AUTHENTICATE "${password}"`;
  return (command) => {
    const given = Object.entries(answers).find(([start]) => command.startsWith(start));
    if (given !== undefined) return given[1];
    const [word, , nonce = ''] = command.split(' ');
    if (word === 'PROTOCOLINFO') {
      const file = cookiePath === undefined ? '' : ` COOKIEFILE="${cookiePath}"`;
      return `250-PROTOCOLINFO 1\r\n250-AUTH METHODS=${methods}${file}\r\n250-VERSION Tor="0.4.8.10"\r\n250 OK\r\n`;
    }
    if (word === 'AUTHCHALLENGE' && cookie !== undefined) {
      const serverNonce = randomBytes(32);
      const hash = (key: string): string =>
        createHmac('sha256', key).update(cookie).update(Buffer.from(nonce, 'hex')).update(serverNonce).digest('hex');
      const toController = hash('Tor safe cookie authentication server-to-controller hash');
      expected = `AUTHENTICATE ${hash('Tor safe cookie authentication controller-to-server hash')}`;
      const nonceText = serverNonce.toString('hex').toUpperCase();
      return `250 AUTHCHALLENGE SERVERHASH=${toController.toUpperCase()} SERVERNONCE=${nonceText}\r\n`;
    }
    if (word === 'AUTHENTICATE') {
      isLoggedIn = command === expected;
      return isLoggedIn ? '250 OK\r\n' : '515 Authentication failed\r\n';
    }
    if (!isLoggedIn) return '514 Authentication required.\r\n';
    if (word === 'GETINFO') return '250-net/listeners/socks="192.0.2.1:9150" "127.0.0.1:9250"\r\n250 OK\r\n';
    if (word !== 'ADD_ONION') return '510 Unrecognized command\r\n';
    const key = command.includes('NEW:') ? `250-PrivateKey=${SERVICE_KEY}\r\n` : '';
    return `650 NOTICE something else\r\n250-ServiceID=${SERVICE_ID}\r\n${key}250 OK\r\n`;
  };
}
