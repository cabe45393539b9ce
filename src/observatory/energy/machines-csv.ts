import { utcSec } from '../history/fact-table.ts';
import { MAX_JOULES_PER_TH } from './machine.ts';
import type { Machine } from './machine.ts';
import { csvReject, positiveCell, readReaderCsv, shown } from './reader-csv.ts';
import type { ReaderCsvReject } from './reader-csv.ts';

const OTHER_NAMES: Readonly<Record<string, string>> = {
  machine: 'name',
  model: 'name',
  miner_name: 'name',
  release: 'released',
  date: 'released',
  'joules per th': 'j/th',
  joules_per_th: 'j/th',
  'w/th': 'j/th',
  efficiency: 'j/th',
  'th/s': 'th',
  hashrate: 'th',
  power: 'watts',
  w: 'watts',
};

/**
 * Reads a reader's list of machines, all of which are counted: columns `name`, `released` (`2020-05` or a day), and
 * either `J/TH` or both `TH/s` and `watts`.
 */
export function parseMachinesCsv(text: string): Machine[] | ReaderCsvReject {
  const rows = readReaderCsv(text, OTHER_NAMES);
  if ('code' in rows) return rows;
  const [first] = rows;
  if (first === undefined)
    return csvReject(1, 'the file holds no machine; write a line "name,released,J/TH", then rows');
  const names = [...first.cells.keys()];
  const isWhole = names.includes('j/th') || (names.includes('th') && names.includes('watts'));
  if (!names.includes('name') || !names.includes('released') || !isWhole) {
    const found = shown(names.join(','));
    return csvReject(1, `the first line has to name name, released and J/TH (or TH/s and watts), not "${found}"`);
  }
  const machines: Machine[] = [];
  for (const row of rows) {
    const name = row.cells.get('name')!;
    if (name.length < 1 || name.length > 80) return csvReject(row.line, 'a machine needs a name of 1 to 80 characters');
    if (machines.some((machine) => machine.name === name))
      return csvReject(row.line, `${shown(name)} stands there twice`);
    const released = row.cells.get('released')!;
    const releasedSec = utcSec(/^\d{4}-\d{2}$/.test(released) ? `${released}-01` : released);
    if (releasedSec === undefined) return csvReject(row.line, `"${shown(released)}" is no month; write 2020-05`);
    const joulesPerTh = joulesOf(row);
    if (typeof joulesPerTh === 'string') return csvReject(row.line, joulesPerTh);
    machines.push({ name, releasedSec, joulesPerTh, counted: true });
  }
  return machines;
}

function joulesOf(row: Parameters<typeof positiveCell>[0]): number | string {
  if (row.cells.has('j/th')) return positiveCell(row, 'j/th', MAX_JOULES_PER_TH);
  const watts = positiveCell(row, 'watts', 1e7);
  const terahashes = positiveCell(row, 'th', 1e7);
  if (typeof watts === 'string') return watts;
  return typeof terahashes === 'string' ? terahashes : watts / terahashes;
}
