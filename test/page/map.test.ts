import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { MapDocument } from '../../src/observatory/answers/map-document.ts';
import { typeset } from '../../web/src/format/typeset.ts';
import { openStage, skipReason, vigilJson, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

/** Goes to the map and waits until it is drawn. */
async function showMap(page: Page, stage: Stage, query = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}#/map${query}`);
  await page.waitForSelector('.world path');
  await page.waitForSelector('.pools .table-block, .pools .missing');
}

describe('the map in Chromium', { skip: skipReason() }, () => {
  let stage: Stage;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-map-'));
    const pools = path.join(folder, 'pools.csv');
    const rows = Array.from({ length: 400 }, (_, i) => `${700_000 + i},${i < 200 || i % 4 > 0 ? 'Alpha <b>' : 'Beta'}`);
    await writeFile(pools, `height,pool\n${rows.join('\n')}\n`);
    stage = await openStage('--pools', pools);
  });
  after(async () => {
    await stage?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is fetched only when it is shown, and keeps itself under 100 kB', async () => {
    const { context, page } = await watchedPage(stage);
    const scripts: string[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.url());
    });
    await page.goto(`${stage.url}#/hashrate`);
    await page.waitForSelector('.chart-surface canvas[width]');
    assert.equal(scripts.length, 1);
    await showMap(page, stage);
    const other = scripts.find((url) => url !== scripts[0])!;
    assert.ok(gzipSync(new Uint8Array(await (await fetch(other)).arrayBuffer())).length < 100_000);
    await context.close();
  });

  test('says the sentence of the command line, for the month that is chosen', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    for (const month of ['2022-01', '2021-08']) {
      const document = (await vigilJson('map', '--month', month)) as MapDocument;
      await showMap(page, stage, `?month=${month}`);
      assert.equal(await page.locator('.sentence').innerText(), typeset(document.sentence));
    }
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('the slider goes from month to month, marks the ban, and says where nothing is known', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showMap(page, stage, '?month=2021-06');
    assert.match((await page.locator('[data-country=CN] title').textContent()) ?? '', /China, 34\.3/);
    const slider = page.locator('#map-month');
    await slider.press('ArrowRight');
    assert.equal(await page.locator('.month-head output').innerText(), 'July 2021');
    await page.waitForURL(/month=2021-07/);
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    assert.equal(await page.locator('.month-head output').innerText(), 'September 2021');
    assert.match(
      await page.locator('main .missing').first().innerText(),
      /No shares are known for September 2021; .*August 2021 and January 2022/,
    );
    assert.equal(await page.locator('.land[role=button]').count(), 0);
    await page.getByRole('button', { name: 'Later' }).click();
    assert.equal(await page.locator('.month-head output').innerText(), 'January 2022');
    await page.getByRole('button', { name: 'May 2021' }).click();
    assert.equal(await page.locator('.month-head output').innerText(), 'May 2021');
    assert.match(await page.locator('.month-events').innerText(), /China's State Council/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('a country is chosen on the map by keyboard, and marked in the table', async () => {
    const { context, page } = await watchedPage(stage);
    await showMap(page, stage, '?month=2021-08');
    await page.locator('.land[data-country=KZ]').press('Enter');
    await page.waitForURL(/country=KZ/);
    assert.equal(await page.locator('tr[aria-current=true]').getAttribute('data-country'), 'KZ');
    await page.locator('.land[data-country=KZ]').press(' ');
    await page.waitForURL(/month=2021-08$/);
    assert.equal(await page.locator('tr[aria-current=true]').count(), 0);
    await context.close();
  });

  test('other months are compared when they are chosen', async () => {
    const { context, page } = await watchedPage(stage);
    await showMap(page, stage);
    assert.match(await page.locator('#map-changes + p').innerText(), /From April 2021 to August 2021 .* China/);
    await page.locator('select[name=after]').selectOption('2022-01');
    await page.locator('#map-changes + p', { hasText: 'to January 2022' }).waitFor();
    await page.waitForURL(/after=2022-01/);
    await context.close();
  });

  test('pools are shown with what changed, and their names as text', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showMap(page, stage);
    const words = await page.locator('.pools').innerText();
    assert.match(words, /Alpha <b>/);
    assert.match(words, /Beta/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  for (const [width, colorScheme] of [
    [360, 'dark'],
    [1440, 'light'],
  ] as const) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side`, async () => {
      const { context, page } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      for (const query of ['', '?month=2021-08', '?month=2024-05']) {
        await showMap(page, stage, query);
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, query);
      }
      await context.close();
    });
  }
});
