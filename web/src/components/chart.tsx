import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { paintScene } from '../charts/canvas.ts';
import { buildScene, NARROW } from '../charts/layout.ts';
import type { Palette } from '../charts/palette.ts';
import type { LabelLayer, Layer, Plot } from '../charts/plot.ts';
import type { Scene } from '../charts/scene.ts';
import { useWidth } from '../charts/use-size.ts';
import { palette } from '../state/theme.ts';
import { useStore } from '../state/store.ts';
import { ChartTable } from './chart-table.tsx';
import { SaveButtons } from './save-buttons.tsx';
import { ReadingBox } from './reading-box.tsx';
import { useReading } from './use-reading.ts';

/** What a chart needs beside its plot. */
export interface ChartProps {
  readonly plot: Plot;
  /** Height in pixels on a wide screen; narrow ones take three quarters. */
  readonly height?: number;
  /** Leaves out the folded table, where the view shows the figures itself. */
  readonly tabled?: boolean;
  /** Keeps the full height on narrow screens: for charts whose rows are words. */
  readonly whole?: boolean;
  /** Takes the range that the reader drags over the chart; without it nothing can be dragged. */
  readonly onRange?: (from: number, to: number) => void;
  /** More SVG over the marks, such as windows with handles. */
  readonly overlay?: (scene: Scene) => ComponentChildren;
}

/** A chart: painted on a canvas, read by pointer, touch and arrow keys, saved as SVG, PNG and CSV. */
export function Chart({ plot, height = 400, onRange, overlay, tabled, whole }: ChartProps): JSX.Element {
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(surface);
  const colours = useStore(palette);
  const tall = width < 560 && whole !== true ? Math.round(height * 0.75) : height;
  const scene = useMemo(
    () => (width === 0 ? undefined : buildScene(plot, { width, height: tall })),
    [plot, width, tall],
  );
  const reading = useReading(plot, scene, onRange);
  useLayoutEffect(() => {
    if (scene !== undefined && canvas.current !== null) paint(canvas.current, scene, colours);
  }, [scene, colours]);
  return (
    <figure class="chart" data-chart={plot.name}>
      <figcaption class="chart-head">
        <h3 class="chart-title">{plot.title}</h3>
        <SaveButtons plot={plot} />
      </figcaption>
      {width > 0 && width < NARROW && <Key plot={plot} />}
      <div
        ref={surface}
        class="chart-surface"
        style={{ height: `${tall}px` }}
        tabIndex={0}
        role="group"
        aria-roledescription="chart"
        aria-label={`${plot.title}. ${plot.summary} Arrow keys read values${onRange ? '; with Shift they select a range, Enter shows it' : ''}.`}
        {...reading.handlers}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {scene !== undefined && (
          <svg class="chart-overlay" width={scene.width} height={scene.height} aria-hidden={overlay === undefined}>
            {reading.selection !== undefined && <Selection scene={scene} ends={reading.selection} />}
            {overlay?.(scene)}
            {reading.index !== undefined && <Crosshair scene={scene} plot={plot} index={reading.index} />}
          </svg>
        )}
        {scene !== undefined && reading.index !== undefined && (
          <ReadingBox scene={scene} plot={plot} index={reading.index} />
        )}
      </div>
      {scene !== undefined && scene.numbered.length > 0 && (
        <ol class="chart-numbers">
          {scene.numbered.map((label) => (
            <li key={label}>{label}</li>
          ))}
        </ol>
      )}
      {onRange !== undefined && (
        <p class="chart-hint">
          Drag over the chart, or hold Shift with the arrow keys and press Enter, to look closer.
        </p>
      )}
      {tabled !== true && <ChartTable table={plot.table} />}
      <p class="visually-hidden" aria-live="polite">
        {reading.spoken}
      </p>
    </figure>
  );
}

/** Paints at the screen's own resolution, up to three pixels for one. */
function paint(canvas: HTMLCanvasElement, scene: Scene, colours: Palette): void {
  const ratio = Math.min(3, devicePixelRatio || 1);
  canvas.width = Math.round(scene.width * ratio);
  canvas.height = Math.round(scene.height * ratio);
  canvas.style.width = `${scene.width}px`;
  canvas.style.height = `${scene.height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  paintScene(context, scene, colours);
}

/** What the marks are, where there is no room beside them. */
function Key({ plot }: { readonly plot: Plot }): JSX.Element | null {
  const labels = plot.layers.filter(isSideLabel);
  if (labels.length === 0) return null;
  return (
    <ul class="chart-key" aria-hidden="true">
      {labels.map((label) => (
        <li key={label.text} style={{ color: `var(--${label.role})` }}>
          {label.text.replace(/,?\n/, ': ').replaceAll('\n', ' ')}
        </li>
      ))}
    </ul>
  );
}

function isSideLabel(layer: Layer): layer is LabelLayer {
  return layer.type === 'label' && layer.place === 'right';
}

function Selection({ scene, ends }: { readonly scene: Scene; readonly ends: readonly [number, number] }): JSX.Element {
  const left = scene.x.map(Math.min(...ends));
  const right = scene.x.map(Math.max(...ends));
  const { top, bottom } = scene.plotArea;
  return <rect class="chart-selection" x={left} y={top} width={Math.max(1, right - left)} height={bottom - top} />;
}

function Crosshair({
  scene,
  plot,
  index,
}: {
  readonly scene: Scene;
  readonly plot: Plot;
  readonly index: number;
}): JSX.Element {
  const x = Math.round(scene.x.map(plot.readings.x[index]!)) + 0.5;
  const { y } = plot.readings.at(index);
  return (
    <g class="chart-crosshair">
      <line x1={x} x2={x} y1={scene.plotArea.top} y2={scene.plotArea.bottom} />
      {y !== undefined && Number.isFinite(scene.y.map(y)) && <circle cx={x} cy={scene.y.map(y)} r={4.5} />}
    </g>
  );
}
