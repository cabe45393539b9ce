/** What a study was asked about. */
export interface StudiedEvent {
  /** `null` when a bare time was given. */
  readonly id: string | null;
  readonly what: string;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** How the windows were chosen that a move is held against. */
export interface PlaceboMatch {
  /** In words: `windows that start within 2 h of the same hour, Monday to Friday, in the year before`. */
  readonly words: string;
  readonly windows: number;
  /** Whether they all start at the weekday and the hour of the event, as first sought. */
  readonly exact: boolean;
}

/** A range of price ratios that ordinary windows keep to, scaled to the volatility before the event. */
export interface UsualRange {
  readonly low: number;
  readonly low50: number;
  readonly median: number;
  readonly high50: number;
  readonly high: number;
}

/** The move over one length of time after the event, and how rare it is among the placebo windows. */
export interface StudyHorizon {
  /** Seconds. */
  readonly length: number;
  readonly from: number;
  readonly to: number;
  /** Dollars at the start and the end. */
  readonly priceFrom: number;
  readonly priceTo: number;
  /** Price at the end over price at the start. */
  readonly ratio: number;
  /** The same, once what the model expects is taken away: 1 is no abnormal return. */
  readonly abnormal: number;
  /** Size of the abnormal move over the median size in the placebo windows, each scaled by its own volatility. */
  readonly timesUsual: number;
  /**
   * Share of windows with an abnormal move as large or larger either way, the event's own counted among them: as one by
   * the hour, as so many as overlapping windows count as one by the day.
   */
  readonly pValue: number;
  /** The same for a fall, and for a rise, alone. */
  readonly pFall: number;
  readonly pRise: number;
  /** Smallest p-value that these windows can give: 1 / (windows + 1) where they count apart. */
  readonly resolution: number;
  /** How many of the placebo windows fit beside each other without overlap. */
  readonly independent: number;
  readonly usual: UsualRange;
  /** Of the claim that the price moved by more than it does anyway. */
  readonly verdict: 'supported' | 'not distinguishable from luck';
}

/** A moment of the path: the price over its value at the start. */
export interface PathPoint {
  readonly time: number;
  readonly ratio: number;
  /** `null` before the event. */
  readonly usual: UsualRange | null;
}

/** The study by the hour. */
export interface HourlyStudy {
  readonly model: string;
  readonly match: PlaceboMatch;
  readonly horizons: readonly StudyHorizon[];
  readonly path: readonly PathPoint[];
}

/** The regression that a day's expected return comes from. */
export interface MarketFit {
  readonly alpha: number;
  readonly beta: number;
  /** Standard deviation of what it leaves over, log return a day. */
  readonly residualSd: number;
  /** Share of the variance that it explains. */
  readonly r2: number;
  readonly from: number;
  readonly to: number;
  /** The coins whose mean log return stands for the market. */
  readonly coins: readonly string[];
}

/** The study by the day, against the market of other coins. */
export interface DailyStudy {
  readonly model: string;
  readonly market: MarketFit;
  readonly match: PlaceboMatch;
  /** `abnormal` is what the coin did beyond the market; `marketRatio` what the market itself did. */
  readonly horizons: readonly (StudyHorizon & { readonly marketRatio: number })[];
}

/** Which of two events the path fits better. */
export interface EventOdds {
  /** The first is the event, the second what it is held against. */
  readonly between: readonly [StudiedEvent, StudiedEvent];
  /** How many times better a move that begins at the first explains the hours than one that begins at the second. */
  readonly factor: number;
  /** Where the factor lies, with probability `level`, for what is uncertain of the noise and of usual sizes. */
  readonly low: number;
  readonly high: number;
  /** The factor if moves after events were half, or twice, as large as those of placebo windows. */
  readonly withHalfSizes: number;
  readonly withDoubleSizes: number;
  /** How many times better each explains the hours than no move at all. */
  readonly againstNone: readonly [number, number];
  /** Share of placebo windows, where neither happened, whose odds lean as far to the same side, this one counted. */
  readonly luck: number;
  readonly windows: number;
  readonly verdict: 'supported' | 'not distinguishable from luck';
  readonly model: string;
}

/** An event study: `vigil events study --json`, `GET /api/v1/events/study`. */
export interface EventStudyDocument {
  readonly schema: 'vigil.event-study/1';
  readonly asset: string;
  readonly level: number;
  readonly sentence: string;
  /** What the figures can show, and what not. */
  readonly limits: string;
  readonly notes: readonly string[];
  readonly sources: readonly string[];
  readonly event: StudiedEvent;
  readonly against: StudiedEvent | null;
  /** `null` where there are no prices, or the event's hour is not known; `notes` says which. */
  readonly hourly: HourlyStudy | null;
  readonly daily: DailyStudy | null;
  readonly odds: EventOdds | null;
}
