import type { JSX, SVGAttributes } from 'preact';
import { formatUtc } from '../format/time.ts';
import { useGrips } from './use-grips.ts';
import type { GripOptions, Part } from './use-grips.ts';

/**
 * The tester's two windows over the chart of counts, side by side: the baseline ends where the window begins. Three
 * handles are dragged or moved by arrow keys (half an hour; with Shift six hours); the windows themselves are dragged too.
 */
export function ClaimWindows(options: GripOptions): JSX.Element {
  const { scene, question } = options;
  const grip = useGrips(options);
  const { atSec, baselineSec, windowSec } = question;
  const { top, bottom } = scene.plotArea;
  const startSec = atSec - baselineSec;
  const endSec = atSec + windowSec;
  const [start, at, end] = [scene.x.map(startSec), scene.x.map(atSec), scene.x.map(endSec)] as const;
  const slider = (part: Part, time: number, name: string): SVGAttributes<SVGGElement> => ({
    // In SVG attribute names keep their case: `tabIndex` would be none.
    tabindex: 0,
    role: 'slider',
    'aria-label': name,
    'aria-valuemin': scene.x.domain[0],
    'aria-valuemax': scene.x.domain[1],
    'aria-valuenow': time,
    'aria-valuetext': formatUtc(time),
    ...grip(part),
  });
  const box = { top, bottom };
  return (
    <g class="windows">
      <g class="window-body" {...grip('at')}>
        <rect class="window-fill baseline" x={start} y={top} width={Math.max(1, at - start)} height={bottom - top} />
        <rect class="window-fill tested" x={at} y={top} width={Math.max(1, end - at)} height={bottom - top} />
        {at - start > 70 && <WindowName x={(start + at) / 2} y={top + 16} name="Baseline" kind="baseline" />}
        {end - at > 60 && <WindowName x={(at + end) / 2} y={top + 16} name="Window" kind="tested" />}
      </g>
      <Handle x={start} {...box} kind="baseline" attributes={slider('start', startSec, 'Start of the baseline')} />
      <Handle x={end} {...box} kind="tested" attributes={slider('end', endSec, 'End of the window')} />
      <Handle x={at} {...box} kind="at" attributes={slider('at', atSec, 'Time of the change')} />
    </g>
  );
}

function WindowName({
  x,
  y,
  name,
  kind,
}: {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly kind: string;
}): JSX.Element {
  return (
    <text class={`window-name ${kind}`} x={x} y={y} text-anchor="middle">
      {name}
    </text>
  );
}

function Handle({
  x,
  top,
  bottom,
  kind,
  attributes,
}: {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly kind: string;
  readonly attributes: SVGAttributes<SVGGElement>;
}): JSX.Element {
  const middle = (top + bottom) / 2;
  return (
    <g class={`window-handle ${kind}`} {...attributes}>
      <rect class="window-hit" x={x - 12} y={top} width={24} height={bottom - top} />
      <line x1={x} x2={x} y1={top} y2={bottom} />
      <rect class="window-grip" x={x - 5} y={middle - 14} width={10} height={28} rx={5} />
      <line class="window-grip-line" x1={x} x2={x} y1={middle - 6} y2={middle + 6} />
    </g>
  );
}
