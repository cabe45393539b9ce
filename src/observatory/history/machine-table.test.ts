import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseMachineTable } from './machine-table.ts';

function table(...rows: readonly string[]): string {
  const facts = ['title: a', 'source: b', 'licence: c', 'made by: d', `rows: ${rows.length}`].map(
    (fact) => `# ${fact}\n`,
  );
  return `${facts.join('')}released,joules per TH,list,name\n${rows.map((row) => `${row}\n`).join('')}`;
}

test('the machines that Vigil brings along are read; those of other makers are not counted, as with CBECI', () => {
  const machines = parseMachineTable(readFileSync('data/machines.csv', 'utf8'));
  assert.ok(!('code' in machines));
  const named = (name: string): (typeof machines)[number] => machines.find((machine) => machine.name === name)!;
  assert.equal(named('Bitmain Antminer S19 XP').joulesPerTh, 21.5);
  assert.equal(named('MicroBT Whatsminer M20S').counted, true);
  assert.equal(named('Innosilicon T3').counted, false);
  assert.equal(named('Bitdeer SealMiner A2 Pro Hyd').counted, false);
  assert.ok(machines.filter(({ counted }) => counted).length > 100);
});

test('a machine without a month, an efficiency or a name of its own is refused with its line', () => {
  for (const rows of [
    ['2020-13,30,cbeci,Bitmain S19'],
    ['2020-05,0,cbeci,Bitmain S19'],
    ['2020-05,30,mine,Bitmain S19'],
    ['2020-05,30,cbeci,Bitmain\u00a0S19'],
  ]) {
    const wrong = parseMachineTable(table(...rows));
    assert.ok('code' in wrong && wrong.code === 'table-malformed' && wrong.line === 7, rows[0]);
  }
  const twice = parseMachineTable(table('2020-05,30,cbeci,Bitmain S19', '2020-06,31,other,Bitmain S19'));
  assert.ok('code' in twice && twice.line === 8);
});
