import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerEnergy } from '../src/observatory/answers/energy-answer.ts';
import { isReject } from '../src/observatory/answers/sources.ts';
import { builtInHistory } from '../src/cli/built-in-history.ts';
import { energyRecords } from '../src/cli/observatory/energy-records.ts';
import { agreements, quarterOf, yearOf } from './energy/agreement.ts';

/** What docs/energy.md says was reached, with little to spare. */
const WORST_MONDAY = 0.04;
const WORST_QUARTER = 0.035;
const WORST_YEAR = 0.025;

test("our best guess is CBECI's own on every Monday of 2018 to 2022, to 4 %, at three prices of electricity", () => {
  const { days, epochs } = builtInHistory();
  const sources = { network: 'mainnet' as const, observations: [{ series: days, description: 'days' }], epochs };
  const records = energyRecords();
  assert.equal(records.cbeci.length, 3);
  for (const { powerPriceUsdPerKwh } of records.cbeci) {
    const document = answerEnergy(sources, records, {
      fromSec: Date.UTC(2018, 0, 1) / 1000,
      toSec: Date.UTC(2023, 0, 1) / 1000,
      powerPriceUsdPerKwh,
      level: 0.9,
    });
    assert.ok(!isReject(document));
    assert.equal(document.cbeci.length, 261);
    const [all] = agreements(document, () => 'all');
    const at = `at ${powerPriceUsdPerKwh} USD a kWh`;
    assert.ok(Math.abs(all!.worst) < WORST_MONDAY, `${all!.worst} ${at}`);
    for (const { name, ours, theirs } of agreements(document, quarterOf)) {
      assert.ok(Math.abs(ours / theirs - 1) < WORST_QUARTER, `${name}: ${ours} for ${theirs} TWh ${at}`);
    }
    for (const { name, ours, theirs } of agreements(document, yearOf)) {
      assert.ok(Math.abs(ours / theirs - 1) < WORST_YEAR, `${name}: ${ours} for ${theirs} TWh ${at}`);
    }
  }
});
