import { Hono } from 'hono';
import type { Context } from 'hono';
import { compress } from 'hono/compress';
import { isReject } from '../observatory/answers/sources.ts';
import type { AnswerReject } from '../observatory/answers/sources.ts';
import { HISTORY_PATH } from '../platform/history/server/history-messages.ts';
import { HistoryStoreError } from '../ports/history-store.ts';
import { answerForHistory } from './history-door.ts';
import type { HistoryDoor } from './history-door.ts';
import type { LiveFeed } from './live-feed.ts';
import type { PageFile } from './page-files.ts';
import { BadQuery, Query } from './query.ts';
import { readBody } from './request-body.ts';
import { Refusal, FileDocument } from './route.ts';
import type { Route } from './route.ts';

/** What the dashboard serves, all of it in memory. */
export interface DashboardOptions {
  readonly routes: readonly Route[];
  readonly files: ReadonlyMap<string, PageFile>;
  /** What `live` tells of, as it changes. */
  readonly live?: LiveFeed;
  /** What `/metrics` says, for Prometheus. */
  readonly metrics?: () => Promise<FileDocument>;
  /** The history, for commands of the same person on this machine. */
  readonly historyDoor?: HistoryDoor | undefined;
  /** Host names that requests may come to, beside addresses of the loopback: see `checkHost`. */
  readonly hosts: readonly string[];
}

/** The page needs itself and nothing else: no script, style, image or request of another origin. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STATUS_OF_REJECT: Readonly<Record<AnswerReject['code'], 400 | 404>> = {
  'no-observations': 404,
  'no-epochs': 404,
  'no-forecast': 404,
  'outside-coverage': 404,
  'bad-window': 400,
  'too-many-points': 400,
};

/** Builds the dashboard: documents under `/api/v1/`, the page under everything else. */
export function dashboard(options: DashboardOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const stranger = checkHost(context.req.header('host'), options.hosts);
    if (stranger !== undefined) return context.text(stranger, 421);
    await next();
    context.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
    return undefined;
  });
  app.use(compress());
  for (const route of options.routes) {
    app.on(route.method ?? 'GET', `/api/v1/${honoPath(route)}`, (context) => respond(context, route));
  }
  const { live, metrics, historyDoor } = options;
  if (live !== undefined) app.get('/api/v1/live', (context) => follow(context, live));
  if (metrics !== undefined) app.get('/metrics', async (context) => sendFile(context, await metrics()));
  if (historyDoor !== undefined) {
    app.post(`/${HISTORY_PATH}/:operation`, async (context) => {
      context.header('Cache-Control', 'no-store');
      return context.json(await answerForHistory(context, historyDoor));
    });
  }
  app.all('/api/*', (context) =>
    context.json({ error: { code: 'not-found', message: `nothing is at ${context.req.path}` } }, 404),
  );
  app.get('*', (context) => pageFile(context, options.files));
  app.onError((error, context) => {
    const { message } = error;
    if (error instanceof BadQuery) return context.json({ error: { code: 'bad-query', message } }, 400);
    if (error instanceof Refusal) return context.json({ error: { code: error.code, message } }, error.status);
    // The server that keeps the history may be away for a while: no reason to go down.
    if (error instanceof HistoryStoreError) {
      return context.json({ error: { code: 'history-unavailable', message } }, 503);
    }
    throw error;
  });
  return app;
}

async function respond(context: Context, route: Route): Promise<Response> {
  const body = (route.method ?? 'GET') === 'GET' ? undefined : await readBody(context);
  const params = new URL(context.req.url).searchParams;
  const name = nameInPath(context, route);
  if (name !== undefined) {
    if (params.has('name')) throw new BadQuery('"name" is a part of the path');
    params.set('name', name);
  }
  const document = await route.answer(
    new Query(params, name === undefined ? route.params : [...route.params, 'name']),
    body,
  );
  context.header('Cache-Control', 'no-store');
  if (document instanceof FileDocument) return sendFile(context, document);
  if (isReject(document)) return context.json({ error: document }, STATUS_OF_REJECT[document.code]);
  return context.json(document);
}

/** The path as the router writes it. */
function honoPath({ path }: Route): string {
  return path.replace(/\{name\}$/, ':name{.+}');
}

/** What stands for `{name}` in the path that was asked for, if the route has one. */
function nameInPath(context: Context, { path }: Route): string | undefined {
  return path.endsWith('{name}') ? context.req.param('name') : undefined;
}

function sendFile(context: Context, { body, contentType, fileName }: FileDocument): Response {
  if (fileName !== undefined) context.header('Content-Disposition', `attachment; filename="${fileName}"`);
  return context.body(typeof body === 'string' ? body : new Uint8Array(body), 200, { 'Content-Type': contentType });
}

/** Tells what changes as long as the reader listens. */
function follow(context: Context, live: LiveFeed): Response {
  // Another site's page can't read the stream, but could hold places in it.
  const site = context.req.header('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') {
    throw new Refusal(403, 'foreign-origin', 'only the page itself may follow what happens');
  }
  const topics = new Query(new URL(context.req.url).searchParams, ['topics']).text('topics')?.split(',');
  const unknown = topics?.find((topic) => !live.topicNames.includes(topic));
  if (unknown !== undefined) {
    throw new BadQuery(`topics: there is no "${unknown.slice(0, 40)}"; there are ${live.topicNames.join(', ')}`);
  }
  context.header('Cache-Control', 'no-store');
  const headers = { 'Content-Type': 'text/event-stream' };
  if (context.req.method === 'HEAD') return context.body(null, 200, headers);
  const stream = live.open({ topics, lastEventId: context.req.header('last-event-id') });
  if (stream === undefined) {
    throw new Refusal(503, 'too-many-readers', 'too many pages follow what happens; close one');
  }
  return context.body(stream, 200, headers);
}

/** Gives a file; any other path gives the page itself, which reads its view from the path. */
function pageFile(context: Context, files: ReadonlyMap<string, PageFile>): Response {
  const { path } = context.req;
  const file = files.get(path) ?? (/\.[a-z0-9]+$/i.test(path) ? undefined : files.get('/index.html'));
  if (files.size === 0)
    return context.text('The page is not built: run "npm run build" in the folder of Vigil.\n', 503);
  if (file === undefined) return context.text(`Nothing is at ${path}.\n`, 404);
  context.header('Content-Type', file.contentType);
  context.header('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  return context.body(file.bytes);
}

/**
 * Refuses requests that a browser was led to under another name (DNS rebinding): a page of an attacker's domain that
 * resolves to this machine would otherwise read the node's data as its own.
 *
 * @returns What to tell the visitor; `undefined` when the host is ours.
 */
function checkHost(host: string | undefined, hosts: readonly string[]): string | undefined {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  const isAddress = /^[\d.]+$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name);
  if (isAddress || name === 'localhost' || hosts.includes(name)) return undefined;
  return 'This server answers to its own address only.\n';
}
