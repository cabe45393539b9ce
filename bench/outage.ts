/**
 * Counts how often the outage detector raises an alarm where nothing is wrong, and what falls it finds how soon.
 *
 *     npm run bench -- bench/outage.ts [--signals 100] [--weeks 52] [--seed 1] [--json]
 *
 * Signals without an outage are drawn in six worlds (`outage/worlds.ts`), a year of each; falls of four depths in each world, a
 * day and a half long. The exit code is 1 when a world has more false alarms than the stated one a year (by more than chance
 * allows: 3 standard errors). The same seed draws the same signals.
 */
import { parseArgs } from 'node:util';
import { benchArguments } from './bench-arguments.ts';
import { measureDetection, measureFalseAlarms, SETTINGS } from './outage/measure.ts';
import { WORLDS } from './outage/worlds.ts';

const { values: flags } = parseArgs({
  args: benchArguments(),
  options: {
    signals: { type: 'string', default: '100' },
    weeks: { type: 'string', default: '52' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [signals, weeks, seed] = [flags.signals, flags.weeks, flags.seed].map(Number) as [number, number, number];

const falseAlarms = WORLDS.map((world) => {
  const row = measureFalseAlarms(world, { seed, signals, weeks });
  const rate = row.alarms / row.years;
  process.stderr.write(
    `${row.world}: ${row.alarms} alarms in ${row.years.toFixed(1)} years, ${rate.toFixed(2)} a year\n`,
  );
  return { ...row, perYear: rate, error: Math.sqrt(Math.max(1, row.alarms)) / row.years };
});
const detections = WORLDS.flatMap((world) =>
  [0.15, 0.3, 0.5, 0.9].map((depth) => {
    const row = measureDetection(world, { seed, signals, depth });
    const { found, delayHours, startsHeld, endsHeld, depthsHeld } = row;
    process.stderr.write(
      `${row.world}, fall of ${depth}: ${found} of ${signals} found, median after ${delayHours.toFixed(1)} h; ` +
        `held: starts ${startsHeld}, ends ${endsHeld}, depths ${depthsHeld}\n`,
    );
    return row;
  }),
);
if (flags.json) process.stdout.write(`${JSON.stringify({ settings: SETTINGS, falseAlarms, detections }, null, 2)}\n`);
const limit = SETTINGS.falseAlarmsPerYear;
if (falseAlarms.some(({ perYear, error }) => perYear - 3 * error > limit)) process.exitCode = 1;
