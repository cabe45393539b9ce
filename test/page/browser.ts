import { spawn, execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Where the browser is; the tests of the page are skipped without one. */
export const CHROMIUM: string = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Why the browser tests can't run here, in one line; `false` when they can. */
export function skipReason(): string | false {
  if (existsSync(CHROMIUM)) return false;
  return `browser tests skipped: there is no Chromium at ${CHROMIUM} (set CHROMIUM to one)`;
}

/** Runs `vigil` as built beside these tests, whatever folder they were built into. */
const RUN = `const { main } = await import(${JSON.stringify(new URL('../../src/cli/main.js', import.meta.url).href)}); await main();`;
const NODE_ARGS = ['--input-type=module', '-e', RUN, '--', 'vigil'];

/** The JSON that a command prints. */
export async function vigilJson(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_ARGS, ...args, '--json']);
  return JSON.parse(stdout);
}

/** The page, served by `vigil serve` and shown in a browser. */
export interface Stage {
  /** Address of the page, with its slash. */
  readonly url: string;
  readonly browser: Browser;
  /** Ends the server, as Ctrl-C does, and waits until it is gone. */
  stopServer(): Promise<void>;
  close(): Promise<void>;
}

/** Starts server and browser. @param flags Further flags of `vigil serve`; a node is only run when `--node` is among them. */
export async function openStage(...flags: string[]): Promise<Stage> {
  const given = flags.includes('--node') ? flags.filter((flag) => flag !== '--node') : ['--no-node', ...flags];
  const port = flags.includes('--port') ? [] : ['--port', '0'];
  // Nothing is kept, and nothing that somebody keeps is touched.
  const history = flags.includes('--history') ? [] : ['--history', 'memory'];
  const server = spawn(
    process.execPath,
    [...NODE_ARGS, 'serve', ...port, ...history, '--no-market', '--json', ...given],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await addressOf(server);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const stopServer = async (): Promise<void> => {
    if (server.exitCode !== null || !server.kill('SIGINT')) return;
    await once(server, 'exit');
  };
  return {
    url,
    browser,
    stopServer,
    async close() {
      await browser.close();
      await stopServer();
    },
  };
}

async function addressOf(server: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of server.stdout!) {
    printed += String(chunk);
    const match = /"url":\s*"([^"]+)"/.exec(printed);
    if (match !== null) return match[1]!;
  }
  throw new Error(`"vigil serve --json" ended without an address; it printed: ${printed}`);
}

/** A page of the stage, with everything that went wrong on it. */
export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, requests to other hosts. */
  readonly wrongs: readonly string[];
}

/** Opens an empty page that notes what goes wrong. */
export async function watchedPage(stage: Stage, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await stage.browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrongs: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrongs.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrongs.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const own = origin === new URL(stage.url).origin || protocol === 'blob:' || protocol === 'data:';
    if (!own) wrongs.push(`request to ${request.url()}`);
  });
  return { context, page, wrongs };
}

/** Goes to a view and waits until its charts are drawn. */
export async function showView(page: Page, stage: Stage, hash: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}#/${hash}`);
  await page.waitForSelector('.chart-surface canvas[width]');
}

/** Pairs of the page's blocks and words that lie on one another: an expression for the page. */
export const OVERLAPS: string = `(() => {
  const boxes = [...document.querySelectorAll('.board tbody tr > *, .brand, .chart-title, .copy-line, .failed, .field, .figures > div, .how, .kicker, .network-lead, .notes, .presets button, .progress, .rows tbody tr > *, .save, .segments, .sentence, .status-line, .table-block, .verdict, figure, h2, nav a')]
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1);
  const found = [];
  for (const [k, [a, p]] of boxes.entries()) for (const [b, q] of boxes.slice(k + 1)) {
    if (a.contains(b) || b.contains(a)) continue;
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 1 && high > 1) found.push(a.className + ' "' + a.textContent.slice(0, 30) + '" on ' + b.className + ' "' + b.textContent.slice(0, 30) + '"');
  }
  return found;
})()`;
