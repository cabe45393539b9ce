// The Alerts page: a rule is tried, added, told of as it fires, and removed.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStage, skipReason, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

describe('alerts in Chromium', { skip: skipReason() }, () => {
  let folder = '';
  let stage: Stage;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-alerts-page-'));
    stage = await openStage('--datadir', folder);
  });
  after(async () => {
    await stage?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  test('a rule is tried on January 2022, added, and removed; a wrong one is told how to be written', async () => {
    const { page, wrongs } = await watchedPage(stage);
    await page.goto(`${stage.url}#/alerts`);
    await page.locator('.sentence', { hasText: 'No rule is watched yet.' }).waitFor();
    await page.fill('input[name=rule]', 'btc-usd is 5% under its 24h high');
    await page.getByRole('button', { name: 'Try on January 2022' }).click();
    await page.locator('.alert-trial', { hasText: 'would have fired 2 times' }).waitFor();
    assert.match(await page.locator('.alert-trial').innerText(), /BTC\/USD is at 43.963/);
    await page.getByRole('button', { name: 'Add' }).click();
    await page.locator('.sentence', { hasText: 'One rule is watched' }).waitFor();
    assert.equal(await page.locator('.alert-rule-text').innerText(), 'btc-usd is 5% under its 24h high');
    await page.goto(`${stage.url}#/overview`);
    await page.locator('.alerts-line', { hasText: 'One rule is watched' }).waitFor();
    await page.goto(`${stage.url}#/alerts`);
    assert.deepEqual(wrongs, []);
    await page.fill('input[name=rule]', 'price falls');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.locator('.alert-wrong', { hasText: 'begins like no rule; write one such as' }).waitFor();
    await page.getByRole('button', { name: /^Remove: btc-usd/ }).click();
    await page.locator('.sentence', { hasText: 'No rule is watched yet.' }).waitFor();
  });

  for (const [width, scheme] of [
    [360, 'dark'],
    [1440, 'light'],
  ] as const) {
    test(`at ${width} px, ${scheme}, nothing runs off the side`, async () => {
      const { page } = await watchedPage(stage);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${stage.url}#/alerts`);
      await page.fill('input[name=rule]', 'hashrate fell by more than 10% with probability above 0.95 over 24h');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.locator('.alert-rule').first().waitFor();
      const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(scrollWidth <= width, `the view is ${scrollWidth} px wide on ${width}`);
    });
  }
});
