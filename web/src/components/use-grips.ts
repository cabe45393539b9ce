import type { SVGAttributes } from 'preact';
import { useRef } from 'preact/hooks';
import type { Scene } from '../charts/scene.ts';
import { MIN_WINDOW_SEC } from '../views/claim-question.ts';
import type { ClaimQuestion } from '../views/claim-question.ts';

/** What is moved: the baseline's start, the time of the change with both windows, or the window's end. */
export type Part = 'start' | 'at' | 'end';

/** Steps of the pointer and of the arrow keys. */
const POINTER_STEP_SEC = 1800;
const KEY_STEP_SEC = 1800;
const BIG_KEY_STEP_SEC = 6 * 3600;

const KEYS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/** What a claim's windows need to be moved. */
export interface GripOptions {
  readonly scene: Scene;
  readonly question: ClaimQuestion;
  /** Shortest step that the data can tell apart: a day where only counts a day are at hand. */
  readonly stepSec: number;
  readonly onMove: (question: ClaimQuestion) => void;
}

/** Handlers that move one part of a claim's windows, by pointer and by arrow keys. */
export function useGrips(options: GripOptions): (part: Part) => SVGAttributes<SVGGElement> {
  const { scene, question, stepSec, onMove } = options;
  const grabbed = useRef<{ part: Part; px: number; question: ClaimQuestion } | undefined>(undefined);
  const release = (): void => {
    grabbed.current = undefined;
  };
  return (part) => ({
    onPointerDown: (event: PointerEvent) => {
      event.stopPropagation();
      event.preventDefault();
      const target = event.currentTarget as SVGElement;
      target.setPointerCapture(event.pointerId);
      target.focus();
      grabbed.current = { part, px: event.clientX, question };
    },
    onPointerMove: (event: PointerEvent) => {
      const { current } = grabbed;
      if (current === undefined || current.part !== part) return;
      event.stopPropagation();
      const { left } = scene.plotArea;
      const bySec = scene.x.invert(left + event.clientX - current.px) - scene.x.invert(left);
      onMove(moved(current.question, part, bySec, Math.max(stepSec, POINTER_STEP_SEC)));
    },
    onPointerUp: release,
    onPointerCancel: release,
    onKeyDown: (event: KeyboardEvent) => {
      const direction = KEYS[event.key];
      if (direction === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const size = Math.max(stepSec, event.shiftKey ? BIG_KEY_STEP_SEC : KEY_STEP_SEC);
      onMove(moved(question, part, direction * size, stepSec));
    },
  });
}

/** The question after one part was moved by some seconds, on round times; lengths stay above the shortest. */
function moved(question: ClaimQuestion, part: Part, bySec: number, stepSec: number): ClaimQuestion {
  const { atSec, baselineSec, windowSec } = question;
  const round = (time: number): number => Math.round(time / stepSec) * stepSec;
  const shortest = Math.max(MIN_WINDOW_SEC, stepSec);
  switch (part) {
    case 'at':
      return { ...question, atSec: round(atSec + bySec) };
    case 'start':
      return { ...question, baselineSec: Math.max(shortest, atSec - round(atSec - baselineSec + bySec)) };
    case 'end':
      return { ...question, windowSec: Math.max(shortest, round(atSec + windowSec + bySec) - atSec) };
  }
}
