import type { JSX, SVGAttributes } from 'preact';
import { useRef } from 'preact/hooks';
import type { Scene } from '../charts/scene.ts';
import { formatDurationWords, formatUtc } from '../format/time.ts';
import type { ClaimQuestion } from '../views/claim-question.ts';
import { MIN_WINDOW_SEC } from '../views/claim-question.ts';

/** Which part of the two windows is moved. */
type Part = 'start' | 'at' | 'end' | 'both';

/** Steps of the pointer and of the arrow keys. */
const POINTER_STEP_SEC = 1800;
const KEY_STEP_SEC = 1800;
const BIG_KEY_STEP_SEC = 6 * 3600;

/**
 * The tester's two windows over the chart of counts, side by side: the baseline ends where the window begins. Three
 * handles and the middle are dragged, or moved by arrow keys (half an hour; with Shift six hours).
 */
export function ClaimWindows(props: {
  readonly scene: Scene;
  readonly question: ClaimQuestion;
  /** Shortest step that the data can tell apart: a day where only counts a day are at hand. */
  readonly stepSec: number;
  readonly onMove: (question: ClaimQuestion) => void;
}): JSX.Element {
  const { scene, question, onMove } = props;
  const stepSec = Math.max(props.stepSec, POINTER_STEP_SEC);
  const grabbed = useRef<{ part: Part; px: number; question: ClaimQuestion } | undefined>(undefined);
  const { atSec, baselineSec, windowSec } = question;
  const { top, bottom } = scene.plotArea;
  const [start, at, end] = [atSec - baselineSec, atSec, atSec + windowSec].map((time) => scene.x.map(time)) as [
    number,
    number,
    number,
  ];
  const grip = (part: Part): SVGAttributes<SVGGElement> => ({
    onPointerDown: (event: PointerEvent) => {
      event.stopPropagation();
      event.preventDefault();
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      (event.currentTarget as SVGElement).focus();
      grabbed.current = { part, px: event.clientX, question };
    },
    onPointerMove: (event: PointerEvent) => {
      const { current } = grabbed;
      if (current === undefined || current.part !== part) return;
      event.stopPropagation();
      const bySec =
        scene.x.invert(scene.plotArea.left + event.clientX - current.px) - scene.x.invert(scene.plotArea.left);
      onMove(moved(current.question, part, bySec, stepSec));
    },
    onPointerUp: () => {
      grabbed.current = undefined;
    },
    onPointerCancel: () => {
      grabbed.current = undefined;
    },
    onKeyDown: (event: KeyboardEvent) => {
      const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
      const direction = steps[event.key];
      if (direction === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const size = Math.max(props.stepSec, event.shiftKey ? BIG_KEY_STEP_SEC : KEY_STEP_SEC);
      onMove(moved(question, part, direction * size, Math.max(60, props.stepSec)));
    },
  });
  const slider = (part: Part, time: number, name: string, extra = ''): SVGAttributes<SVGGElement> => ({
    // In SVG attribute names keep their case: `tabIndex` would be none.
    tabindex: 0,
    role: 'slider',
    'aria-label': name,
    'aria-valuemin': scene.x.domain[0],
    'aria-valuemax': scene.x.domain[1],
    'aria-valuenow': time,
    'aria-valuetext': `${formatUtc(time)}${extra}`,
    ...grip(part),
  });
  return (
    <g class="windows">
      <g
        class="window-body baseline"
        {...slider(
          'both',
          atSec,
          'Both windows',
          `, baseline ${formatDurationWords(baselineSec)}, window ${formatDurationWords(windowSec)}`,
        )}
      >
        <rect class="window-fill baseline" x={start} y={top} width={Math.max(1, at - start)} height={bottom - top} />
        <rect class="window-fill tested" x={at} y={top} width={Math.max(1, end - at)} height={bottom - top} />
        {at - start > 70 && <WindowName x={(start + at) / 2} y={top + 16} name="Baseline" kind="baseline" />}
        {end - at > 60 && <WindowName x={(at + end) / 2} y={top + 16} name="Window" kind="tested" />}
      </g>
      <Handle
        x={start}
        top={top}
        bottom={bottom}
        kind="baseline"
        attributes={slider('start', atSec - baselineSec, 'Start of the baseline')}
      />
      <Handle
        x={end}
        top={top}
        bottom={bottom}
        kind="tested"
        attributes={slider('end', atSec + windowSec, 'End of the window')}
      />
      <Handle x={at} top={top} bottom={bottom} kind="at" attributes={slider('at', atSec, 'Time of the change')} />
    </g>
  );
}

/** The question after one part was moved by some seconds, on round times; lengths stay above the shortest. */
function moved(question: ClaimQuestion, part: Part, bySec: number, stepSec: number): ClaimQuestion {
  const { atSec, baselineSec, windowSec } = question;
  const round = (time: number): number => Math.round(time / stepSec) * stepSec;
  const shortest = Math.max(MIN_WINDOW_SEC, stepSec);
  const start = atSec - baselineSec;
  const end = atSec + windowSec;
  switch (part) {
    case 'both':
    case 'at':
      return { ...question, atSec: round(atSec + bySec) };
    case 'start':
      return { ...question, baselineSec: Math.max(shortest, atSec - round(start + bySec)) };
    case 'end':
      return { ...question, windowSec: Math.max(shortest, round(end + bySec) - atSec) };
  }
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
