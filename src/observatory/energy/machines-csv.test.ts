import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMachinesCsv } from './machines-csv.ts';

function message(text: string): string {
  const machines = parseMachinesCsv(text);
  assert.ok('code' in machines, 'the file is refused');
  return `line ${machines.line}: ${machines.message}`;
}

test('machines are read with their efficiency, or with watts and terahashes; all of them are counted', () => {
  const expected = [{ name: 'S19 Pro', releasedSec: Date.parse('2020-05-01') / 1000, joulesPerTh: 30, counted: true }];
  assert.deepEqual(parseMachinesCsv('name,released,J/TH\nS19 Pro,2020-05,30\n'), expected);
  assert.deepEqual(
    parseMachinesCsv('\uFEFFModel;Release;TH/s;Power\r\n\r\n# mine\r\n"S19 Pro";2020-05-01;110;3300'),
    expected,
  );
});

test('the first wrong line is named with what to write', () => {
  assert.match(message(''), /line 1: the file holds no machine/);
  assert.match(message('name,released,price\nS19,2020-05,3'), /line 1: .*J\/TH \(or TH\/s and watts\)/);
  assert.match(message('name,released,J/TH\nS19,2020-13,30'), /line 2: "2020-13" is no month/);
  assert.match(message('name,released,J/TH\nS19,2020-05,0'), /line 2: "0" is no j\/th/);
  assert.match(message('name,released,J/TH\nS19,2020-05,-3'), /line 2/);
  assert.match(message('name,released,J/TH\nS19,2020-05,30\nS19,2020-06,31'), /line 3: S19 stands there twice/);
  assert.match(message('name,released,J/TH\nS19,2020-05'), /line 2: 2 cells stand where .* 3 columns/);
  assert.match(message('name,released,J/TH\n,2020-05,30'), /line 2: a machine needs a name/);
  assert.match(message('name,released,th,watts\nS19,2020-05,110,much'), /line 2: "much" is no watts/);
});

test('a file may have 36,525 rows and no more', () => {
  const rows = (count: number): string => Array.from({ length: count }, () => 'x').join('\n');
  assert.match(message(`name\n${rows(36_526)}`), /line 36527: the file has more than 36525 rows/);
  assert.match(message(`name\n${rows(36_525)}`), /line 1: the first line/);
});
