// The Outages page: January 2022 from built-in facts, signals that were imported, and a country of which nothing is known.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BlackoutDocument } from '../../src/observatory/outage/blackout-document.ts';
import { typeset } from '../../web/src/format/typeset.ts';
import { OVERLAPS, openStage, skipReason, vigilJson, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

const AT = Date.UTC(2022, 0, 5, 10, 30) / 1000;

/** Percent of the usual, each half hour: 2 % from the shutdown on, for 111 hours. */
function percentCsv(): string {
  const rows = Array.from({ length: 45 * 48 }, (_, i) => {
    const sec = AT - 30 * 86_400 + i * 1800;
    return `${sec},${sec >= AT && sec < AT + 111 * 3600 ? 2 : (98 + 3 * ((i * 0.618) % 1)).toFixed(2)}`;
  });
  return rows.join('\n');
}

describe('outages in Chromium', { skip: skipReason() }, () => {
  let folder = '';
  let stage: Stage;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-outages-page-'));
    const file = path.join(folder, 'netblocks.csv');
    await writeFile(file, percentCsv());
    const place = ['--history', path.join(folder, 'history')];
    await vigilJson('outage', 'import', '--source', 'csv', '--country', 'KZ', file, ...place);
    stage = await openStage(...place);
  });
  after(async () => {
    await stage?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('opens with January 2022: the sentence of the command, what shows, who saw it, and what cannot be told', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await page.goto(`${stage.url}#/blackout`);
    await page.waitForSelector('[data-chart="observed-csv-kz"] canvas[width]');
    const question = ['blackout', '--country', 'KZ', '--at', '2022-01-05T10:30Z', '--history', 'memory'];
    const document = (await vigilJson(...question)) as BlackoutDocument;
    assert.equal(await page.locator('.sentence').innerText(), typeset(document.sentence));
    assert.match(await page.locator('[data-figure="share"]').innerText(), /^18/);
    assert.match(
      await page.locator('[data-figure="nodes"]').innerText(),
      /^cannot be told\s+7 July 2026: 3 of 5.877 in Kazakhstan/,
    );
    assert.match(
      await page.locator('.network-lead').first().innerText(),
      /The one signal shows an outage of Kazakhstan/,
    );
    assert.match(await page.locator('.network-lead').last().innerText(), /19.224 nodes of mainnet took a connection/);
    await page.getByText('The figures as a table').first().click();
    assert.match(await page.locator('[data-chart="blackout-kz"] table').innerText(), /1 day\s+137/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('another country is chosen by hand, the address follows, and what is missing is said with what brings it', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await page.goto(`${stage.url}#/blackout`);
    await page.waitForSelector('.chart-surface canvas[width]');
    await page.locator('select[name="country"]').selectOption('SD');
    await page.waitForURL(/country=SD/);
    await page.locator('.sentence', { hasText: 'Sudan' }).waitFor();
    assert.match(await page.locator('.sentence').innerText(), /is not known/);
    const command = page.locator('.copy-line code').first();
    await command.filter({ hasText: '--country SD' }).waitFor();
    await page.getByText('China’s ban, 21 June 2021').click();
    await page.locator('.sentence', { hasText: 'China had 44' }).waitFor();
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  for (const [width, colorScheme] of [
    [360, 'dark'],
    [768, 'light'],
    [1440, 'dark'],
  ] as const) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side and nothing lies on anything else`, async () => {
      const { context, page } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      await page.goto(`${stage.url}#/blackout`);
      await page.waitForSelector('[data-chart="observed-csv-kz"] canvas[width]');
      await page.waitForSelector('.copy-line');
      const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(scrollWidth <= width, `the view is ${scrollWidth} px wide`);
      assert.deepEqual(await page.evaluate<string[]>(OVERLAPS), []);
      await context.close();
    });
  }
});
