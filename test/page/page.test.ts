import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { ClaimDocument } from '../../src/observatory/answers/claim-answer.ts';
import { formatChangeInterval, formatShare, formatOdds } from '../../web/src/format/numbers.ts';
import { typeset } from '../../web/src/format/typeset.ts';
import { OVERLAPS, openStage, showView, skipReason, vigilJson, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

const VIEWS = ['hashrate', 'claim', 'difficulty', 'january-2022'];
const en = { locale: 'en-US' };

/** How many different colours each chart of a page has; a blank one has one or two. */
const COLOURS = `[...document.querySelectorAll('.chart-surface canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let k = 0; k < data.length && seen.size < 50; k += 4) seen.add(data[k] + data[k + 1] * 256 + data[k + 2] * 65536 + data[k + 3] * 16777216);
  return seen.size;
})`;

describe('the page without blocks', { skip: skipReason() }, () => {
  test('says in each view what is missing and what to do, and asks for nothing in vain', async () => {
    const stage = await openStage('--network', 'regtest', '--datadir', 'no-such-folder');
    try {
      const { context, page, wrongs } = await watchedPage(stage);
      for (const view of VIEWS) {
        await page.goto('about:blank');
        await page.goto(`${stage.url}#/${view}`);
        await page.waitForSelector('.copy-line');
        assert.match(await page.locator('.sentence').innerText(), /No blocks of regtest|story of mainnet/, view);
        assert.match(await page.locator('.copy-line code').first().innerText(), /^vigil /);
      }
      assert.deepEqual(wrongs, []);
      await context.close();
    } finally {
      await stage.close();
    }
  });
});

describe('the page in Chromium', { skip: skipReason() }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await stage?.close();
  });

  test('its script is under 200 kB compressed', async () => {
    const html = await (await fetch(stage.url)).text();
    const names = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, name]) => name!);
    assert.equal(names.length, 1, 'the page is built and has one script');
    const script = await (await fetch(new URL(names[0]!, stage.url))).arrayBuffer();
    assert.ok(gzipSync(new Uint8Array(script)).length < 200_000);
  });

  test('each view loads, draws its charts, writes nothing to the console and asks no other machine', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    for (const view of VIEWS) {
      await showView(page, stage, view);
      // A chart is drawn a frame after it is there; on a busy machine that takes a while. What is not drawn then never is.
      let colours = await page.evaluate<number[]>(COLOURS);
      for (let tries = 0; tries < 50 && colours.some((count) => count <= 8); tries++) {
        await page.waitForTimeout(100);
        colours = await page.evaluate<number[]>(COLOURS);
      }
      assert.ok(colours.length >= 1 && colours.every((count) => count > 8), `${view}: ${colours.join(' ')} colours`);
      assert.equal(await page.locator('h1').count(), 1);
      assert.ok((await page.locator('.sentence').innerText()).length > 30, `${view} opens with a sentence`);
    }
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  for (const [width, colorScheme] of [
    [360, 'dark'],
    [768, 'light'],
    [1440, 'light'],
  ] as const) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side and nothing lies on anything else`, async () => {
      const { context, page } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      for (const view of VIEWS) {
        await showView(page, stage, view);
        const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(scrollWidth <= width, `${view} is ${scrollWidth} px wide`);
        assert.deepEqual(await page.evaluate<string[]>(OVERLAPS), [], view);
        const paper = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
        assert.equal(paper, colorScheme === 'dark' ? 'rgb(19, 21, 25)' : 'rgb(255, 255, 255)');
      }
      await context.close();
    });
  }

  test('the claim tester gives the figures of the command line, also after its windows were dragged', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'claim');
    await sameAsCommandLine(page);
    const grip = (await page.locator('.window-handle.at .window-grip').boundingBox())!;
    await page.mouse.move(grip.x + 5, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(grip.x + 60, grip.y + 10, { steps: 8 });
    await page.mouse.move(grip.x + 120, grip.y + 10, { steps: 8 });
    await page.mouse.up();
    await page.waitForURL(/at=2022-01-0[67]/);
    await sameAsCommandLine(page);
    const dragged = await page.locator('.figures').innerText();
    const { page: other, context: otherContext } = await watchedPage(stage);
    await other.goto(page.url());
    await other.waitForSelector('.verdict');
    assert.equal(await other.locator('.figures').innerText(), dragged, 'the link shows what its sender saw');
    assert.deepEqual(wrongs, []);
    await otherContext.close();
    await context.close();
  });

  test('keys walk from the skip link to the charts, read values, move windows and select a range', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'claim');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to the figures');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'main');
    await page.locator('.window-handle.at').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/at=2022-01-05T11:00Z/);
    await page.keyboard.press('Shift+ArrowLeft');
    await page.waitForURL(/at=2022-01-05T05:00Z/);

    await showView(page, stage, 'hashrate');
    await page.locator('.chart-surface').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.match(await page.locator('.chart [aria-live]').innerText(), /Hashrate: \d+.EH\/s.*Blocks counted: \d+/s);
    for (let k = 0; k < 8; k++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2021-12-29T/);
    await page.locator('.sentence', { hasText: '2021‑12‑31' }).waitFor();
    await page.locator('.changes', { hasText: 'too short to search' }).waitFor();
    // A browser notes each refusal of a server by itself; what counts is that the page takes it.
    assert.deepEqual(
      wrongs.filter((wrong) => !wrong.includes('400 (Bad Request)')),
      [],
    );
    await context.close();
  });

  test('a range dragged over the hashrate chart is shown, and stands in the address', async () => {
    const { context, page } = await watchedPage(stage);
    await showView(page, stage, 'hashrate');
    const box = (await page.locator('.chart-surface').boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 600, box.y + 220, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=2022-01-0\dT\d\d:00Z&to=2022-01-0\dT\d\d:00Z/);
    assert.equal(await page.locator('.failed').count(), 0);
    await context.close();
  });

  test('each chart is saved as SVG, PNG and CSV', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'hashrate');
    const svg = (await saved(page, 'svg')).toString('utf8');
    const problem = `new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').querySelector('parsererror')?.textContent ?? ''`;
    assert.equal(await page.evaluate<string>(problem), '');
    assert.ok(svg.split('<path').length > 5 && !svg.includes('NaN'));
    const png = await saved(page, 'png');
    assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.ok(png.length > 10_000 && png.readUInt32BE(16) === 2080);
    const csv = (await saved(page, 'csv')).toString('utf8').trim().split('\r\n');
    assert.equal(csv[0], 'from_utc,to_utc,blocks,median_hs,low_hs,high_hs,mean_hs');
    assert.equal(csv.length, 17, 'sixteen days');
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('the switch overrides the colours of the system, and is kept', async () => {
    const { context, page } = await watchedPage(stage, { colorScheme: 'dark' });
    await showView(page, stage, 'hashrate');
    await page.getByRole('button', { name: 'Light' }).click();
    const paper = 'getComputedStyle(document.documentElement).backgroundColor';
    assert.equal(await page.evaluate(paper), 'rgb(255, 255, 255)');
    await page.reload();
    await page.waitForSelector('.chart-surface canvas[width]');
    assert.equal(await page.evaluate(paper), 'rgb(255, 255, 255)');
    await context.close();
  });

  test('what the server refuses, and a lost connection, are said in words, and the connection comes back', async () => {
    const { context, page } = await watchedPage(stage);
    await page.goto(`${stage.url}#/hashrate?from=2035-01-01&to=2035-02-01`);
    await page.waitForSelector('.failed');
    assert.match(await page.locator('.failed').innerText(), /no source covers/i);
    await showView(page, stage, 'hashrate');
    await page.route('**/api/**', (route) => route.abort());
    await page.getByRole('button', { name: 'All blocks' }).click();
    await page.waitForSelector('.notice');
    assert.match(await page.locator('.notice').innerText(), /No connection to Vigil since .* UTC/);
    assert.equal(await page.locator('.answer').getAttribute('data-stale'), 'true', 'the answer before is greyed');
    await page.unroute('**/api/**');
    await page.waitForSelector('.notice', { state: 'detached' });
    await page.waitForSelector('.answer[data-stale="false"]');
    await context.close();
  });
});

/** Compares the tester's figures with those of the command that the page itself shows. */
async function sameAsCommandLine(page: Page): Promise<void> {
  const command = await page.locator('.copy-line code').innerText();
  const claim = (await vigilJson(...command.split(' ').slice(1))) as ClaimDocument;
  const figure = (name: string): Promise<string> => page.locator(`[data-figure="${name}"] dd`).innerText();
  assert.equal(await figure('ratio'), formatChangeInterval(claim.ratio, en));
  assert.equal(await figure('luck'), `in ${formatShare(claim.luck, en)} of windows`);
  assert.equal(await figure('bayes-factor'), formatOdds(claim.bayesFactor, en));
  assert.ok((await figure('detectable')).startsWith(formatShare(claim.detectable.power80!, en)));
  assert.equal((await page.locator('.verdict-word span').innerText()).toLowerCase(), claim.verdict);
  assert.equal(await page.locator('.sentence').innerText(), typeset(claim.sentence));
}

async function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent');
}

async function saved(page: Page, form: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`.chart [data-save="${form}"]`).first().click(),
  ]);
  assert.equal(download.suggestedFilename(), `vigil-hashrate.${form}`);
  return readFile(await download.path());
}
