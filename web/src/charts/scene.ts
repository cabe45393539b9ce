import type { Role } from './plot.ts';
import type { Scale } from './scale.ts';

/** Points as x0, y0, x1, y1...; a NaN pair breaks a stroke. */
export type Points = readonly number[] | Float64Array;

/** One thing to paint. Colours are roles, so that one scene serves dark and light, screen and file. */
export type Item =
  | { readonly type: 'area'; readonly points: Points; readonly fill: Role; readonly alpha: number }
  | {
      readonly type: 'stroke';
      readonly points: Points;
      readonly stroke: Role;
      readonly width: number;
      readonly alpha?: number;
      readonly dash?: readonly number[];
    }
  | {
      readonly type: 'dots';
      readonly points: Points;
      readonly radius: number;
      readonly fill: Role;
      readonly alpha: number;
    }
  | {
      readonly type: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: Role;
      readonly alpha: number;
    }
  | {
      readonly type: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: Role;
      readonly size: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly bold?: boolean;
      /** Paints the background's colour around the letters, where they stand on marks. */
      readonly halo?: boolean;
    }
  | { readonly type: 'clip'; readonly box: Box; readonly items: readonly Item[] };

/** A rectangle in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A chart laid out at one size: painted on a canvas or written as SVG, by the same items. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Where the marks are; axes and labels lie around it. */
  readonly plotArea: Box;
  readonly x: Scale;
  readonly y: Scale;
  readonly items: readonly Item[];
  /** Labels of rules that found no room and carry a number in its place, in order. */
  readonly numbered: readonly string[];
}
