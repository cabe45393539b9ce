import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EnergyDocument } from '../../src/observatory/answers/energy-answer.ts';
import { formatCount, formatSignificant } from '../../web/src/format/numbers.ts';
import { typeset } from '../../web/src/format/typeset.ts';
import { energySpans } from '../../web/src/views/energy/choices.ts';
import { hashpricePlot } from '../../web/src/views/energy/hashprice-plot.ts';
import { powerPlot, wholeDays } from '../../web/src/views/energy/power-plot.ts';
import { machinesTable } from '../../web/src/views/energy/tables.ts';
import { openStage, showView, skipReason, vigilJson, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

const en = { locale: 'en-US' };
const JANUARY = 'energy?from=2021-12-01&to=2022-02-01';

async function january(...flags: string[]): Promise<EnergyDocument> {
  const document = await vigilJson('energy', '--from', '2021-12-01', '--to', '2022-02-01', ...flags);
  return document as EnergyDocument;
}

test('a drag chooses whole days, at least one', () => {
  const day = 86_400;
  const start = Date.parse('2022-01-05') / 1000;
  assert.deepEqual(wholeDays(start + 1, start + day - 1), ['2022-01-05', '2022-01-06']);
  assert.deepEqual(wholeDays(start, start), ['2022-01-05', '2022-01-06']);
  assert.deepEqual(wholeDays(start, start + day + 1), ['2022-01-05', '2022-01-07']);
});

test('spans of history are offered where a source covers them, and the last year always', () => {
  const source = { kind: 'days', description: '', timeSource: 'header', repairedTimes: 0 } as const;
  const labels = (from: string, to: string): string[] =>
    energySpans([{ ...source, from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 }]).map(({ label }) => label);
  assert.deepEqual(labels('2009-08-11', '2024-03-14'), [
    'Since 2018',
    'China ban, 2021',
    'January 2022',
    'Last year known',
  ]);
  assert.deepEqual(labels('2021-11-01', '2022-03-01'), ['January 2022', 'Last year known']);
  assert.deepEqual(labels('2022-01-01', '2022-03-01'), ['Last year known']);
});

test('the band lies between the bounds, every row has as many cells as columns, and CBECI is drawn where it is known', async () => {
  const document = await january();
  const plot = powerPlot(document, en);
  const band = plot.layers.find((layer) => layer.type === 'band')!;
  assert.ok(band.type === 'band' && band.low.length === 62);
  for (let k = 0; k < 62; k++) assert.ok(band.low[k]! < band.high[k]! && band.high[k]! < plot.y.domain[1]);
  const dots = plot.layers.find((layer) => layer.type === 'dots')!;
  assert.ok(dots.type === 'dots' && dots.x.length === 9, 'nine Mondays');
  for (const table of [plot.table, hashpricePlot(document, en).table, machinesTable(document, en)]) {
    assert.equal(table.row(0).length, table.columns.length);
    assert.equal(table.csvRow(0).length, table.csvColumns.length);
  }
});

test('hashprices of one month are drawn from zero, those of 2018, which fell to a twentieth, on a log axis', async () => {
  assert.equal(hashpricePlot(await january(), en).y.kind, 'linear');
  const year = await vigilJson('energy', '--from', '2018-01-01', '--to', '2019-01-01');
  assert.equal(hashpricePlot(year as EnergyDocument, en).y.kind, 'log');
});

describe('Energy in Chromium', { skip: skipReason() }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await stage?.close();
  });

  test('shows the figures of the command line, and asks no other machine', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, JANUARY);
    const { at, sentence, emissions } = await january();
    assert.equal(await page.locator('.sentence').innerText(), typeset(sentence));
    const power = await page.locator('[data-figure="power"]').innerText();
    assert.ok(power.startsWith(formatSignificant(at.power.best / 1e9, en)), power);
    const emitted = await page.locator('section[aria-labelledby="energy-emissions"] p').first().innerText();
    assert.ok(emitted.includes(formatCount(emissions!.intensity.best, en)), emitted);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('answers to another price of electricity, which the address then holds', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, JANUARY);
    await page.locator('input[name="power-price"]').fill('0.12');
    await page.keyboard.press('Tab');
    await page.waitForURL(/power-price=0\.12/);
    const { at } = await january('--power-price', '0.12');
    const words = formatSignificant(at.power.best / 1e9, en);
    await page.waitForFunction(`document.querySelector('[data-figure="power"]').textContent.startsWith('${words}')`);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('says that emissions can not be told for today, and shows the last month that has them', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await showView(page, stage, 'energy?span=year');
    await page.getByRole('button', { name: /the last month of the mining map/ }).click();
    await page.waitForURL(/from=2021-12-01/);
    await page.getByText('Emissions by country', { exact: false }).first().waitFor();
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  for (const [width, colorScheme] of [
    [360, 'dark'],
    [360, 'light'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side`, async () => {
      const { context, page } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      for (const view of ['energy?span=year', JANUARY]) {
        await showView(page, stage, view);
        const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(scrollWidth <= width, `${view} is ${scrollWidth} px wide`);
      }
      await context.close();
    });
  }
});
