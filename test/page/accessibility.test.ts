import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { VIEWS } from '../../web/src/router.ts';
import { openStage, skipReason, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const SCREENS = [
  { name: 'a phone', viewport: { width: 360, height: 780 } },
  { name: 'a desktop', viewport: { width: 1440, height: 900 } },
] as const;

/** Whether the page has something to say, and waits for nothing. */
const IS_SETTLED = `document.querySelector('main').innerText.length > 200 && document.querySelector('[aria-busy=true], .waiting') === null`;

/** What axe calls serious or critical, a line each. */
async function seriousFindings(page: Page, axe: string): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy lets no other script in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
    );
}

/** Goes to a view and waits until it shows its sentence, or what is missing. */
async function settle(page: Page, stage: Stage, view: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}#/${view}`);
  await page.waitForSelector('h1');
  for (let waits = 0; !(await page.evaluate<boolean>(IS_SETTLED)); waits++) {
    assert.ok(waits < 200, `${view} shows nothing`);
    await sleep(50);
  }
}

describe('the page, to a person with a screen reader or weak eyes', { skip: skipReason() }, () => {
  let stage: Stage;
  let axe: string;
  before(async () => {
    axe = await readFile(AXE, 'utf8');
    stage = await openStage();
  });
  after(async () => {
    await stage?.close();
  });

  for (const { name, viewport } of SCREENS) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`has nothing that axe finds serious, on ${name} in ${colorScheme} colours`, async () => {
        const { context, page } = await watchedPage(stage, { viewport, colorScheme });
        for (const view of VIEWS) {
          await settle(page, stage, view);
          assert.deepEqual(await seriousFindings(page, axe), [], view);
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          assert.ok(wide <= 0, `${view} is ${wide} px wider than ${name}`);
        }
        await context.close();
      });
    }
  }
});
