/** A mining machine, as its maker sells it. */
export interface Machine {
  /** Maker first: `Bitmain Antminer S19 XP`. */
  readonly name: string;
  /** When it came on the market, seconds since 1970: lists know the month, so mostly its first day. */
  readonly releasedSec: number;
  /** Energy for a terahash, J/TH, which is W per TH/s: of the machine alone, without cooling and transformers. */
  readonly joulesPerTh: number;
  /** Whether it stands in the baskets that the estimate rests on; others are shown with their break-even only. */
  readonly counted: boolean;
}

/** Power that the most wasteful machine may take: a CPU of 2009 took 1.4e10 J/TH. */
export const MAX_JOULES_PER_TH = 1e11;
