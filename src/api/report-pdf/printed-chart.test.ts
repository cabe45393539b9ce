import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportChart } from '../../observatory/report/report-document.ts';
import { printedChart } from './printed-chart.ts';

const CHART: ReportChart = {
  kind: 'chart',
  chart: 'placebo',
  title: 'How often',
  caption: '',
  summary: 'what a screen reader is told',
  bins: [
    { low: -0.02, high: 0, windows: 3 },
    { low: 0, high: 0.02, windows: 5 },
  ],
  marks: [{ change: -0.01, label: 'this one' }],
};

test('a printed chart carries its style, in terms that need no browser', () => {
  const svg = printedChart(CHART, 'chart');
  const style = /<style>([^<]*)<\/style>/.exec(svg)?.[1] ?? '';
  assert.match(style, /\.bar\{fill:#8a909c\}/);
  assert.match(style, /\.band\{fill:rgba\(31,95,191,0\.180\)\}/);
  assert.doesNotMatch(style, /var\(|\.chart |#[0-9a-f]{8}/i);
  assert.match(svg, /^<svg [^>]*><style>/);
});

test('a printed chart leaves out what only a screen reader reads', () => {
  const svg = printedChart(CHART, 'chart');
  assert.doesNotMatch(svg, /<title|<desc|what a screen reader is told/);
  assert.match(svg, /this one/);
});
