import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { EventsDocument } from '../../src/observatory/events/events-document.ts';
import type { EventStudyDocument } from '../../src/observatory/events/study/study-document.ts';
import { typeset } from '../../web/src/format/typeset.ts';
import { openStage, showView, skipReason, vigilJson, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

/** Goes to the view and waits for its study; the timeline is there before. */
async function showStudy(page: Page, stage: Stage, hash: string): Promise<void> {
  await showView(page, stage, hash);
  await page.waitForSelector('[data-chart^=event-study] canvas[width]');
}

describe('the page of events in Chromium', { skip: skipReason() }, () => {
  let stage: Stage;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-page-events-'));
    stage = await openStage('--datadir', folder);
  });
  after(async () => {
    await stage?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('opens with the sentence of the command line, and draws the study', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showStudy(page, stage, 'events');
    const ids = ['--event', 'kazakhstan-shutdown-2022-01-05', '--against', 'fomc-minutes-2022-01-05'];
    const { sentence } = (await vigilJson('events', 'study', ...ids)) as EventStudyDocument;
    assert.equal(await page.locator('.sentence').innerText(), typeset(sentence));
    assert.match(await page.locator('.verdict').innerText(), /odds of/);
    assert.equal(await page.locator('h1').count(), 1);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('draws the timeline, a lane for each kind, and marks the event that is studied', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'events?event=china-ban-2021-09-24');
    const figure = page.locator('[data-chart=events-timeline]');
    await figure.locator('canvas[width]').waitFor();
    const label = await figure.locator('.chart-surface').getAttribute('aria-label');
    const { events } = (await vigilJson('events')) as EventsDocument;
    assert.match(label!, new RegExp(`${events.length} events from .* Central bank, .* Halving`));
    await figure.locator('.chart-surface').focus();
    await page.keyboard.press('End');
    await figure
      .getByText(/Block 840.?000 halves/)
      .first()
      .waitFor();
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('studies another event, and the link shows it', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'events');
    await page.selectOption('select[name=event]', 'china-ban-2021-09-24');
    await page.waitForURL(/event=china-ban-2021-09-24/);
    await page.locator('.sentence', { hasText: 'beyond what other coins did' }).waitFor();
    assert.equal(await page.locator('.verdict').count(), 0);
    await showStudy(page, stage, 'events?event=fomc-minutes-2022-01-05');
    assert.match(await page.locator('.sentence').innerText(), /fell by 2\.73/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('keeps an event of the reader’s own and forgets it', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'events');
    await page.fill('input[name=what]', 'an event of mine');
    await page.fill('input[name=day]', '2021-12-20');
    await page.fill('input[name=time]', '08:00');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.locator('.own-events', { hasText: 'an event of mine' }).waitFor();
    await page.getByRole('button', { name: 'an event of mine', exact: true }).click();
    await page.locator('.sentence', { hasText: 'an event of mine' }).waitFor();
    await page.getByRole('button', { name: 'Forget an event of mine' }).click();
    await page.locator('.own-events').waitFor({ state: 'detached' });
    assert.deepEqual(
      wrongs.filter((wrong) => !wrong.includes('400 (Bad Request)')),
      [],
    );
    await context.close();
  });

  for (const [width, colorScheme] of [
    [360, 'dark'],
    [1440, 'light'],
  ] as const) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side`, async () => {
      const { context, page } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      await showView(page, stage, 'events');
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
      await context.close();
    });
  }
});
