import type { CoverageRow } from './coverage.ts';
import { FALLS, POWER_WINDOWS_SEC } from './detection.ts';
import type { FalseAlarmRow, PowerRow } from './detection.ts';
import { HISTORY_KINDS } from './histories.ts';

/** What a run measured. */
export interface CalibrationResult {
  readonly level: number;
  readonly seed: number;
  readonly histories: number;
  readonly coverage: readonly CoverageRow[];
  readonly falseAlarms: readonly FalseAlarmRow[];
  readonly power: readonly PowerRow[];
}

/** Writes a result as Markdown tables, for a terminal and for docs/calibration.md alike. */
export function calibrationTables(result: CalibrationResult): string {
  return [coverageTable(result), falseAlarmTable(result.falseAlarms), powerTables(result.power)]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** One line an estimator, one column a kind, and the mean over the kinds it has. */
function coverageTable({ coverage, level }: CalibrationResult): string {
  if (coverage.length === 0) return '';
  const names = grouped([...new Set(coverage.map(({ name }) => name))]);
  const lines = names.map((name) => {
    const rows = HISTORY_KINDS.map((kind) => coverage.find((row) => row.name === name && row.kind === kind));
    const known = rows.filter((row) => row !== undefined);
    const mix = known.reduce((sum, { covered }) => sum + covered, 0) / known.length;
    const error = Math.sqrt(known.reduce((sum, row) => sum + row.error ** 2, 0)) / known.length;
    const cells = rows.map((row) => (row === undefined ? '' : shareWithError(row.covered, row.error)));
    return [name, ...cells, shareWithError(mix, error)];
  });
  const head = [`${percent(level)} % intervals that hold the truth, %`, ...HISTORY_KINDS, 'mix'];
  return table(head, lines);
}

/** Names of one estimator beside each other: some come first with a history that has a step. */
function grouped(names: readonly string[]): string[] {
  const groups = names.map((name) => name.split(/[:,]/)[0]!);
  return names.toSorted((a, b) => {
    return (
      groups.indexOf(a.split(/[:,]/)[0]!) - groups.indexOf(b.split(/[:,]/)[0]!) || names.indexOf(a) - names.indexOf(b)
    );
  });
}

function falseAlarmTable(rows: readonly FalseAlarmRow[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ name, per, stated, atMost, measured, error }) => {
    return [
      name,
      per,
      `${atMost ? 'at most ' : ''}${stated.toPrecision(3)}`,
      `${measured.toPrecision(3)} ± ${error.toPrecision(2)}`,
    ];
  });
  return table(['False alarms, nothing changes', 'per', 'stated', 'measured'], lines);
}

function powerTables(rows: readonly PowerRow[]): string {
  const names = [...new Set(rows.map(({ name }) => name))];
  const tables = names.map((name) => {
    const lines = FALLS.map((fall) => {
      const cells = POWER_WINDOWS_SEC.map((windowSec) => {
        const row = rows.find((r) => r.name === name && r.fall === fall && r.windowSec === windowSec);
        return row === undefined ? '' : percent(row.power);
      });
      return [`fall of ${percent(fall)} %`, ...cells];
    });
    return table(
      [
        `${name}: seen, %`,
        ...POWER_WINDOWS_SEC.map((sec) => (sec < 172_800 ? `${sec / 3600} h` : `${sec / 86_400} d`)),
      ],
      lines,
    );
  });
  return tables.join('\n\n');
}

function shareWithError(share: number, error: number): string {
  return `${(share * 100).toFixed(1)} ± ${(error * 100).toFixed(1)}`;
}

function percent(share: number): string {
  return String(Math.round(share * 1000) / 10);
}

/** A Markdown table with columns of even width. */
function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...lines.map((line) => line[i]!.length)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [row(head), rule, ...lines.map(row)].join('\n');
}
