/** What a mark stands for; each has one colour, the same on every chart (`palette.ts`). */
export type Role =
  'estimate' | 'raw' | 'event' | 'fall' | 'rise' | 'before' | 'after' | 'ink' | 'muted' | 'grid' | 'paper';

/** A column of numbers; gaps are NaN. */
export type Column = ArrayLike<number>;

/** An interval of a curve, filled between `low` and `high`. */
export interface BandLayer {
  readonly type: 'band';
  readonly x: Column;
  readonly low: Column;
  readonly high: Column;
  readonly role: Role;
  readonly alpha: number;
}

/** A curve. `step` holds each value until the next. */
export interface LineLayer {
  readonly type: 'line';
  readonly x: Column;
  readonly y: Column;
  readonly role: Role;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly step?: boolean;
}

/** Single counts or values. */
export interface DotsLayer {
  readonly type: 'dots';
  readonly x: Column;
  readonly y: Column;
  readonly role: Role;
  readonly radius?: number;
  readonly alpha?: number;
}

/** Bars from `base`; those below it take `below`'s colour, so that a fall is seen twice: by its side and its colour. */
export interface BarsLayer {
  readonly type: 'bars';
  readonly from: Column;
  readonly to: Column;
  readonly y: Column;
  readonly base: number;
  readonly role: Role;
  readonly below: Role;
  readonly alpha?: number;
}

/** A shaded span of time with a label. */
export interface SpanLayer {
  readonly type: 'span';
  readonly from: number;
  readonly to: number;
  readonly role: Role;
  readonly label: string;
}

/** A thin line across the chart at one x, with a label on top. A fall points down, a rise up. */
export interface RuleLayer {
  readonly type: 'rule';
  readonly at: number;
  readonly role: Role;
  readonly label: string;
  readonly shape: 'event' | 'fall' | 'rise';
}

/** A thin horizontal line at one y, with a label at its right end. */
export interface LevelLayer {
  readonly type: 'level';
  readonly at: number;
  readonly role: Role;
  readonly label: string;
}

/** Words beside a mark, in its colour: a direct label in place of a legend. */
export interface LabelLayer {
  readonly type: 'label';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly role: Role;
  /** Where the words stand: in the right margin, above the point, after it, or above it from the left edge on. */
  readonly place: 'right' | 'above' | 'after' | 'row';
}

export type Layer = BandLayer | LineLayer | DotsLayer | BarsLayer | SpanLayer | RuleLayer | LevelLayer | LabelLayer;

/** The horizontal axis. */
export interface XAxis {
  readonly kind: 'time' | 'linear';
  readonly domain: readonly [number, number];
  /** Writes a tick's value; time axes write their own. */
  readonly format?: (value: number) => string;
}

/** The vertical axis. A log axis says so in its title. */
export interface YAxis {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly title: string;
  readonly format: (value: number) => string;
  /** Hides ticks and labels: for densities, whose height has no meaning of its own. */
  readonly bare?: boolean;
}

/** What the chart says at one x: read by hover, touch and arrow keys. */
export interface Reading {
  readonly heading: string;
  readonly lines: readonly { readonly label: string; readonly value: string; readonly role?: Role }[];
  /** Where the marker sits; none leaves it out. */
  readonly y?: number;
}

/** One column of a table. */
export interface TableColumn {
  readonly label: string;
  readonly numeric: boolean;
}

/** A chart's figures, exact, for the table and the CSV. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly length: number;
  /** Words of one row, as shown. */
  row(index: number): readonly string[];
  /** Names of the CSV's columns (units last), and one row's plain values. */
  readonly csvColumns: readonly string[];
  csvRow(index: number): readonly (string | number | null)[];
}

/** A chart, described: no pixels, no DOM. `buildScene` lays it out. */
export interface Plot {
  /** Name of exported files. */
  readonly name: string;
  readonly title: string;
  /** The chart in words, for those who do not see it. */
  readonly summary: string;
  /** Where the figures come from; printed under an exported chart. */
  readonly source: string;
  readonly x: XAxis;
  readonly y: YAxis;
  readonly layers: readonly Layer[];
  readonly readings: { readonly x: Column; at(index: number): Reading };
  readonly table: Table;
}
