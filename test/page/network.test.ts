// The Network page: a node that meets another on the loopback, one that meets nobody, and none at all.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { VigilNode } from '../interop/vigil-node.ts';
import { OVERLAPS, openStage, skipReason, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

const SIZES = [
  [360, 'dark'],
  [768, 'light'],
  [1440, 'dark'],
] as const;

async function show(page: Page, stage: Stage): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}#/network`);
}

function sentence(page: Page): Promise<string> {
  return page.locator('.sentence').innerText();
}

async function isWellLaid(page: Page, width: number): Promise<void> {
  const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(scrollWidth <= width, `the view is ${scrollWidth} px wide on ${width}`);
  assert.deepEqual(await page.evaluate<string[]>(OVERLAPS), []);
}

describe('the network in Chromium', { skip: skipReason() }, () => {
  let folder = '';
  let other: VigilNode;
  let stage: Stage;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-network-page-'));
    other = await VigilNode.start({});
    await other.mine(30);
    const peer = `127.0.0.1:${other.port}`;
    stage = await openStage('--network', 'regtest', '--datadir', folder, '--node', '--connect', peer);
  });
  after(async () => {
    await stage?.close();
    await other?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  test('shows the peer, what goes back and forth, and blocks as they arrive, without being loaded again', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await show(page, stage);
    await page.waitForSelector('.peers tbody tr');
    await page.locator('.sentence', { hasText: 'up to date with block 30' }).waitFor();
    assert.match(await sentence(page), /^Connected to 1 peer on regtest; up to date with block 30 of /);
    const row = await page.locator('.peers tbody tr').innerText();
    assert.match(row, new RegExp(`127\\.0\\.0\\.1:${other.port}`));
    assert.match(row, /\/Vigil/);
    assert.match(row, /v2/);
    await page.evaluate('(document.documentElement.dataset.same = "yes")');
    await other.mine(2);
    await page.locator('.sentence', { hasText: 'block 32 of' }).waitFor();
    assert.equal(await page.locator('.block-height').first().innerText(), '32');
    assert.match(await page.locator('.arrival').first().innerText(), new RegExp(`127\\.0\\.0\\.1:${other.port}`));
    assert.equal(await page.evaluate('document.documentElement.dataset.same'), 'yes');
    await page.getByText('By message').click();
    assert.match(await page.locator('.network .chart-table table').last().innerText(), /version\s+1/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  for (const [width, colorScheme] of SIZES) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side and nothing lies on anything else`, async () => {
      const { context, page, wrongs } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      await show(page, stage);
      await page.waitForSelector('.arrival');
      await page.waitForSelector('.chart-surface canvas[width]');
      await isWellLaid(page, width);
      assert.deepEqual(wrongs, []);
      await context.close();
    });
  }

  test('answers of the observatory are made from the node’s own headers', async () => {
    const status = (await (await fetch(`${stage.url}api/v1/status`)).json()) as {
      readonly sources: readonly { readonly description: string }[];
    };
    assert.deepEqual(
      status.sources.map(({ description }) => description),
      ["the node's own chain"],
    );
  });
});

describe('the network without peers', { skip: skipReason() }, () => {
  test('a node that meets nobody says since when, what to check, and what goes on', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigil-network-page-'));
    // A port of discard: nothing listens there.
    const stage = await openStage('--datadir', folder, '--node', '--connect', '127.0.0.1:9');
    try {
      for (const [width, colorScheme] of SIZES) {
        const { context, page, wrongs } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
        page.setDefaultTimeout(30_000);
        await show(page, stage);
        await page.waitForSelector('.lonely');
        assert.match(
          await sentence(page),
          /^No peer could be reached since .*; the page goes on with the built-in history\.$/,
        );
        assert.match(await page.locator('.lonely').innerText(), /firewall[^]*8333[^]*--add-node/);
        await isWellLaid(page, width);
        assert.deepEqual(wrongs, []);
        await context.close();
      }
    } finally {
      await stage.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });

  test('without a node the page says so; when it is lost it says that too, and comes back by itself', async () => {
    const stage = await openStage();
    let again: Stage | undefined;
    const { port } = new URL(stage.url);
    const { context, page, wrongs } = await watchedPage(stage);
    try {
      await show(page, stage);
      await page.waitForSelector('.failed');
      assert.match(
        await sentence(page),
        /^No node is running \(--no-node\); the page goes on with the built-in history\.$/,
      );
      assert.equal(await page.locator('.copy-line code').innerText(), 'vigil serve');
      assert.deepEqual(wrongs, []);
      await stage.stopServer();
      await page.waitForSelector('.notice');
      assert.match(await page.locator('.notice').innerText(), /No connection to Vigil/);
      assert.equal(await page.locator('.answer').getAttribute('data-stale'), 'true');
      again = await openStage('--port', port);
      await page.locator('.notice').waitFor({ state: 'detached', timeout: 30_000 });
      await page.locator('.answer[data-stale="false"]').waitFor({ timeout: 30_000 });
      await context.close();
    } finally {
      await again?.close();
      await stage.close();
    }
  });

  test('a folder that another node has open does not take the page down: it says why', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigil-network-page-'));
    const flags = ['--network', 'regtest', '--datadir', folder, '--node', '--no-connect'];
    const first = await openStage(...flags);
    try {
      await stateOf(first, 'running');
      const second = await openStage(...flags);
      try {
        await stateOf(second, 'failed');
        const { context, page, wrongs } = await watchedPage(second);
        await show(page, second);
        await page.waitForSelector('.failed');
        assert.match(await sentence(page), /^The node on regtest is not running; the page shows the blocks at hand\.$/);
        assert.match(
          await page.locator('.failed-what').innerText(),
          /^Another vigil \(process \d+\) has this chain open/,
        );
        assert.deepEqual(wrongs, []);
        await context.close();
      } finally {
        await second.close();
      }
    } finally {
      await first.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });
});

/** Waits until the node is in a state. */
async function stateOf(stage: Stage, state: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const document = (await (await fetch(`${stage.url}api/v1/node`)).json()) as { readonly state: string };
    if (document.state === state) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`the node did not get to ${state}`);
}
