import { CBECI } from '../energy/cbeci.ts';
import { MAX_JOULES_PER_TH } from '../energy/machine.ts';
import type { Machine } from '../energy/machine.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

const FORM = {
  columns: 'released,joules per TH,list,name',
  row: /^(\d{4}-\d{2}),(\d{1,6}(?:\.\d{1,4})?),(cbeci|other),([!-+\--~][ -+\--~]{2,59})$/,
  expected: 'month (YYYY-MM), joules a terahash, cbeci or other, name in plain ASCII',
};

/**
 * Parses `data/machines.csv`. Counted are the machines of CBECI's list by the makers that CBECI counts (see
 * `CBECI.makers`); the others are there for their break-even.
 */
export function parseMachineTable(text: string): Machine[] | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const machines: Machine[] = [];
  const names = new Set<string>();
  for (const { line, cells } of table.rows) {
    const [month, joules, list, name] = cells as [string, string, string, string];
    const releasedSec = utcSec(`${month}-01`);
    const joulesPerTh = Number(joules);
    if (releasedSec === undefined) return malformed(line, 'a month that exists', month);
    if (!(joulesPerTh > 0 && joulesPerTh <= MAX_JOULES_PER_TH)) return malformed(line, 'joules above zero', joules);
    if (names.has(name)) return malformed(line, 'each machine once', name);
    names.add(name);
    const counted = list === 'cbeci' && CBECI.makers.some((maker) => name.startsWith(`${maker} `));
    machines.push({ name, releasedSec, joulesPerTh, counted });
  }
  return machines;
}
