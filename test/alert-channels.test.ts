import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { test } from 'node:test';
import type { AlertMessage } from '../src/api/alerts/alert-channel.ts';
import { emailChannel } from '../src/api/alerts/email-channel.ts';
import { badAddress, ntfyChannel, webhookChannel } from '../src/api/alerts/http-channels.ts';

const MESSAGE: AlertMessage = {
  schema: 'vigil.alert/1',
  id: '01641384000-fired-stale-block',
  event: 'fired',
  rule: 'stale block',
  time: 1_641_384_000,
  sentence: 'A block at height 717000 became stale – a chain with more work took over.',
  values: [{ name: 'lowestHeight', value: 717_000, unit: '' }],
  from: 1_641_380_400,
  to: 1_641_384_000,
};

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A receiver that answers with a status. */
async function receiver(status: number): Promise<{ url: string; received: Received[]; stop: () => void }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ method: request.method!, path: request.url!, headers: request.headers, body });
      response.writeHead(status, { Location: '/elsewhere' }).end('secret words');
    });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}/topic?token=hunter2`, received, stop: () => server.close() };
}

test('a webhook gets the alert as JSON, signed so that it knows from whom', async () => {
  const { url, received, stop } = await receiver(204);
  await webhookChannel({ url, secret: 'key' }, { fetch }).send(MESSAGE);
  await webhookChannel({ url }, { fetch }).send(MESSAGE);
  stop();
  const [signed, plain] = received;
  assert.equal(signed!.method, 'POST');
  assert.equal(signed!.headers['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(signed!.body), MESSAGE);
  const expected = createHmac('sha256', 'key').update(signed!.body).digest('hex');
  assert.equal(signed!.headers['x-vigil-signature'], `sha256=${expected}`);
  assert.equal(plain!.headers['x-vigil-signature'], undefined);
});

test('what a receiver refuses, or sends elsewhere, has failed, and no token is in the reason', async () => {
  for (const status of [302, 404, 500]) {
    const { url, received, stop } = await receiver(status);
    await assert.rejects(webhookChannel({ url }, { fetch }).send(MESSAGE), new Error(`it answered ${status}`));
    assert.equal(received.length, 1);
    stop();
  }
  const gone = await receiver(200);
  gone.stop();
  await assert.rejects(webhookChannel({ url: gone.url }, { fetch }).send(MESSAGE), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /^it can't be reached \(ECONNREFUSED\)$/);
    return true;
  });
});

test('ntfy gets the sentence, with the rule as its title', async () => {
  const { url, received, stop } = await receiver(200);
  await ntfyChannel({ url }, { fetch }).send({ ...MESSAGE, rule: 'stale block – ø' });
  stop();
  assert.equal(received[0]!.body, MESSAGE.sentence);
  assert.equal(received[0]!.headers['title'], 'Alert: stale block ? ?');
  assert.equal(received[0]!.headers['tags'], 'warning');
});

/** A mail server that takes one letter, or refuses who sends it. */
async function mailServer(takes: boolean): Promise<{ port: number; letters: string[]; stop: () => void }> {
  const letters: string[] = [];
  const server = createTcpServer((socket) => {
    let data: string | undefined;
    socket.write('220 test\r\n');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        if (data !== undefined) {
          if (line === '.') {
            letters.push(data);
            data = undefined;
            socket.write('250 taken\r\n');
          } else data += `${line}\n`;
        } else if (line.startsWith('DATA')) {
          data = '';
          socket.write('354 go on\r\n');
        } else if (line.startsWith('RCPT') && !takes) socket.write('550 nobody of that name\r\n');
        else if (line.startsWith('QUIT')) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  return { port: await listen(server), letters, stop: () => server.close() };
}

test('e-mail carries the sentence and its figures', async () => {
  const { port, letters, stop } = await mailServer(true);
  await emailChannel({ smtp: `smtp://127.0.0.1:${port}`, to: 'me@example.org' }).send(MESSAGE);
  stop();
  const [letter] = letters;
  assert.match(letter!, /^To: me@example\.org$/m);
  assert.match(letter!, /^Subject: Alert: stale block$/m);
  assert.match(letter!, /^X-Vigil-Alert: 01641384000-fired-stale-block$/m);
  assert.match(letter!, /717000 became stale/);
  assert.match(letter!, /lowestHeight: 717000/);
});

test('a mail server that refuses says why', async () => {
  const { port, stop } = await mailServer(false);
  const channel = emailChannel({ smtp: `smtp://127.0.0.1:${port}`, to: 'me@example.org' });
  await assert.rejects(channel.send(MESSAGE), /nobody of that name/);
  stop();
});

test('only addresses of http are taken for receivers', () => {
  assert.equal(badAddress('https://ntfy.sh/my-topic'), undefined);
  assert.equal(badAddress('ntfy.sh/my-topic'), 'is no address');
  assert.equal(badAddress('file:///etc/passwd'), 'is no address of http or https');
});
