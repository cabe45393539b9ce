import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXCHANGES } from '../src/api/collectors/market/market-collector.ts';
import type { Exchange } from '../src/api/collectors/market/exchange.ts';
import type { Fetch } from '../src/api/collectors/market/exchange-client.ts';
import type { Pair } from '../src/observatory/market/candles.ts';
import type { Clock } from '../src/ports/clock.ts';

/** How an exchange behaves. */
export type Mood =
  | 'well'
  /** Takes the question and never answers. */
  | 'silent'
  | 'dead'
  | 'not-json'
  | 'other-json'
  /** Says 429, and to come back in two minutes. */
  | 'rate-limited'
  | 'down'
  | 'endless'
  /** Prices of a ten-thousandth. */
  | 'absurd'
  /** Its clock runs an hour ahead; or it gives the prices of an hour ago. */
  | 'ahead'
  | 'frozen'
  | 'redirects';

/** A question that came, and when. */
export interface Asked {
  readonly exchange: string;
  readonly path: string;
  readonly atMs: number;
}

const RATES: Readonly<Record<string, number>> = { USD: 1, EUR: 0.8, GBP: 0.5, JPY: 100 };
const COINS: Readonly<Record<string, number>> = { BTC: 50_000, ETH: 4000, DOGE: 0.2 };

/** What everything costs at a moment, on every exchange to within a thousandth: it falls by a fiftieth a day. */
export function truePrice({ base, quote }: Pair, timeSec: number): number {
  const start = COINS[base] ?? 100;
  return start * RATES[quote]! * (1 - (timeSec % 2_592_000) / (50 * 86_400));
}

/** All four exchanges, answering as they do, and misbehaving as they are told. */
export class FakeExchanges {
  readonly moods: Map<string, Mood> = new Map<string, Mood>();
  readonly asked: Asked[] = [];
  /** Pairs, as `kraken DOGE-USD`, that are not traded. */
  readonly unlisted: Set<string> = new Set<string>();
  readonly #clock: Clock;
  #server: Server | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** In place of the global `fetch`. */
  readonly fetch: Fetch = async (url, { signal }) => {
    const { origin, pathname, search } = new URL(url);
    const exchange = EXCHANGES.find((one) => one.origin === origin);
    if (exchange === undefined) throw new Error(`nobody is to be asked at ${url}`);
    return this.#answer(exchange, `${pathname}${search}`, signal);
  };

  /** Serves them over HTTP, each under a path of its own. @returns The exchanges, to be asked there. */
  async listen(): Promise<readonly Exchange[]> {
    const server = createServer((request, response) => {
      const [, id, rest] = /^\/([a-z]+)(\/.*)$/.exec(request.url ?? '') ?? [];
      const exchange = EXCHANGES.find((one) => one.id === id);
      if (exchange === undefined) return void response.writeHead(404).end();
      void this.#answer(exchange, rest!, new AbortController().signal).then(
        async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(await answer.text());
        },
        () => request.socket.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    return EXCHANGES.map((exchange) => ({
      ...exchange,
      spacingMs: 1,
      origin: `http://127.0.0.1:${port}/${exchange.id}`,
    }));
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
  }

  async #answer(exchange: Exchange, path: string, signal: AbortSignal): Promise<Response> {
    const { id } = exchange;
    this.asked.push({ exchange: id, path, atMs: this.#clock.nowMs() });
    switch (this.moods.get(id) ?? 'well') {
      case 'silent':
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
        });
      case 'dead':
        throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
      case 'redirects':
        throw new TypeError('fetch failed', { cause: { message: 'unexpected redirect' } });
      case 'not-json':
        return new Response('<html>Checking your browser</html>', { headers: { 'content-type': 'text/html' } });
      case 'other-json':
        return Response.json({ hello: ['world', { price: 1 }] });
      case 'rate-limited':
        return Response.json({ message: 'too many' }, { status: 429, headers: { 'retry-after': '120' } });
      case 'down':
        return new Response('Bad gateway', { status: 502 });
      case 'endless':
        return new Response(endless());
      default:
        return this.#honest(id, path);
    }
  }

  #honest(id: string, path: string): Response {
    const url = new URL(path, 'http://fake');
    if (id === 'kraken') return this.#kraken(url);
    if (id === 'coinbase') return this.#coinbase(url);
    if (id === 'bitstamp') return this.#bitstamp(url);
    return this.#bitfinex(url);
  }

  #price(id: string, pair: Pair, timeSec: number): number {
    const mood = this.moods.get(id);
    const offset = 1 + (EXCHANGES.findIndex((one) => one.id === id) - 1.5) / 3000;
    const price = truePrice(pair, mood === 'frozen' ? timeSec - 3600 : timeSec) * offset;
    return mood === 'absurd' ? price / 10_000 : price;
  }

  #nowSec(id: string): number {
    const shift = { ahead: 3600, frozen: -3600 }[this.moods.get(id) as string] ?? 0;
    return Math.floor(this.#clock.nowMs() / 1000) + shift;
  }

  #lists(id: string, { base, quote }: Pair): boolean {
    return !this.unlisted.has(`${id} ${base}-${quote}`);
  }

  #pairs(id: string): readonly Pair[] {
    return EXCHANGES.find((one) => one.id === id)!.pairs;
  }

  /** Candles that start within a span, the one under way last. */
  #candles(
    id: string,
    pair: Pair,
    span: { readonly fromSec: number; readonly toSec: number; readonly stepSec: number },
  ): number[][] {
    const { fromSec, toSec, stepSec } = span;
    const rows: number[][] = [];
    const now = this.#clock.nowMs() / 1000;
    for (let at = Math.ceil(fromSec / stepSec) * stepSec; at <= toSec && at <= now; at += stepSec) {
      const [open, close] = [this.#price(id, pair, at), this.#price(id, pair, at + stepSec - 1)];
      rows.push([at, open, Math.max(open, close), Math.min(open, close), close, 3]);
    }
    return rows;
  }

  #kraken({ pathname, searchParams }: URL): Response {
    const asked = searchParams.get('pair')!.split(',');
    const names = new Map(this.#pairs('kraken').map((pair) => [krakenName(pair), pair]));
    const pairs = asked.map((name) => ({ name, pair: names.get(name) }));
    if (pairs.some(({ pair }) => pair === undefined || !this.#lists('kraken', pair))) {
      return Response.json({ error: ['EQuery:Unknown asset pair'] });
    }
    if (pathname === '/0/public/Ticker') {
      const tickers = pairs.map(({ name, pair }) => {
        return [name, { c: [String(this.#price('kraken', pair!, this.#nowSec('kraken'))), '1.0'] }];
      });
      return Response.json({ error: [], result: Object.fromEntries(tickers) as object });
    }
    const { name, pair } = pairs[0]!;
    const stepSec = Number(searchParams.get('interval')) * 60;
    const now = this.#clock.nowMs() / 1000;
    const fromSec = Math.max(Number(searchParams.get('since')) + 1, now - 720 * stepSec);
    const rows = this.#candles('kraken', pair!, { fromSec, toSec: now, stepSec });
    const texts = rows.map(([at, open, high, low, close, volume]) => [
      at,
      ...[open, high, low, close, close, volume].map(String),
      7,
    ]);
    return Response.json({ error: [], result: { [name]: texts, last: Math.floor(now) } });
  }

  #coinbase({ pathname, searchParams }: URL): Response {
    const [, base, quote, what] = /^\/products\/([A-Z]+)-([A-Z]+)\/(ticker|candles)$/.exec(pathname)!;
    const pair = { base: base!, quote: quote! };
    if (!this.#lists('coinbase', pair)) return Response.json({ message: 'NotFound' }, { status: 404 });
    const nowSec = this.#nowSec('coinbase');
    if (what === 'ticker') {
      const price = String(this.#price('coinbase', pair, nowSec));
      return Response.json({ price, time: new Date(nowSec * 1000).toISOString(), trade_id: 1 });
    }
    const stepSec = Number(searchParams.get('granularity'));
    const [fromSec, toSec] = [Number(searchParams.get('start')), Number(searchParams.get('end'))];
    if ((toSec - fromSec) / stepSec + 1 > 300) {
      return Response.json({ message: 'granularity too small for the requested time range' }, { status: 400 });
    }
    const rows = this.#candles('coinbase', pair, { fromSec, toSec, stepSec });
    return Response.json(
      rows.reverse().map(([at, open, high, low, close, volume]) => [at, low, high, open, close, volume]),
    );
  }

  #bitstamp({ pathname, searchParams }: URL): Response {
    const nowSec = this.#nowSec('bitstamp');
    if (pathname === '/api/v2/ticker/') {
      const tickers = this.#pairs('bitstamp').filter((pair) => this.#lists('bitstamp', pair));
      return Response.json(
        tickers.map((pair) => ({
          pair: `${pair.base}/${pair.quote}`,
          last: String(this.#price('bitstamp', pair, nowSec)),
          timestamp: String(nowSec),
        })),
      );
    }
    const name = /^\/api\/v2\/ohlc\/([a-z]+)\/$/.exec(pathname)![1]!;
    const pair = this.#pairs('bitstamp').find(({ base, quote }) => `${base}${quote}`.toLowerCase() === name)!;
    if (!this.#lists('bitstamp', pair)) return new Response('Not found', { status: 404 });
    const stepSec = Number(searchParams.get('step'));
    const span = { fromSec: Number(searchParams.get('start')), toSec: Number(searchParams.get('end')), stepSec };
    const ohlc = this.#candles('bitstamp', pair, span).map(([timestamp, open, high, low, close, volume]) =>
      Object.fromEntries(
        Object.entries({ timestamp, open, high, low, close, volume }).map(([key, value]) => [key, String(value)]),
      ),
    );
    return Response.json({ data: { ohlc, pair: `${pair.base}/${pair.quote}` } });
  }

  #bitfinex({ pathname, searchParams }: URL): Response {
    const names = new Map(this.#pairs('bitfinex').map((pair) => [bitfinexName(pair), pair]));
    const nowSec = this.#nowSec('bitfinex');
    if (pathname === '/v2/tickers') {
      const asked = searchParams.get('symbols')!.split(',');
      const known = asked.filter((name) => names.has(name) && this.#lists('bitfinex', names.get(name)!));
      return Response.json(
        known.map((name) => [name, 1, 1, 1, 1, 0, 0, this.#price('bitfinex', names.get(name)!, nowSec), 1, 1, 1]),
      );
    }
    const [, step, name] = /^\/v2\/candles\/trade:(1m|1h|1D):([^/]+)\/hist$/.exec(pathname)!;
    const pair = names.get(decodeURIComponent(name!))!;
    if (!this.#lists('bitfinex', pair)) return Response.json(['error', 10020, 'symbol: invalid'], { status: 500 });
    const stepSec = { '1m': 60, '1h': 3600, '1D': 86_400 }[step!]!;
    const [fromSec, toSec] = ['start', 'end'].map((key) => Number(searchParams.get(key)) / 1000) as [number, number];
    const rows = this.#candles('bitfinex', pair, { fromSec, toSec, stepSec });
    return Response.json(
      rows.map(([at, open, high, low, close, volume]) => [at! * 1000, open, close, high, low, volume]),
    );
  }
}

/** Its own list of names, so that a slip in the client's is seen. */
function krakenName({ base, quote }: Pair): string {
  const coin = { BTC: 'XXBT', ETH: 'XETH', XRP: 'XXRP', LTC: 'XLTC', XMR: 'XXMR', DOGE: 'XDG' }[base] ?? base;
  return `${coin}${coin.length === 4 && coin.startsWith('X') ? 'Z' : ''}${quote}`;
}

function bitfinexName({ base, quote }: Pair): string {
  return base.length > 3 ? `t${base}:${quote}` : `t${base}${quote}`;
}

/** A body that never ends. */
function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)) });
}
