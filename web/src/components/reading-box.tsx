import type { JSX } from 'preact';
import type { Plot } from '../charts/plot.ts';
import type { Scene } from '../charts/scene.ts';

/** The figures at one place of a chart, beside the crosshair; on the side where there is room. */
export function ReadingBox({
  scene,
  plot,
  index,
}: {
  readonly scene: Scene;
  readonly plot: Plot;
  readonly index: number;
}): JSX.Element {
  const x = scene.x.map(plot.readings.x[index]!);
  const { heading, lines } = plot.readings.at(index);
  const onLeft = x > scene.width / 2;
  const style = onLeft
    ? { right: `${scene.width - x + 12}px`, top: `${scene.plotArea.top}px` }
    : { left: `${x + 12}px`, top: `${scene.plotArea.top}px` };
  return (
    <div class="reading" style={style} aria-hidden="true">
      <p class="reading-heading">{heading}</p>
      <dl>
        {lines.map(({ label, value, role }) => (
          <div key={label}>
            <dt style={role === undefined ? {} : { color: `var(--${role})` }}>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
