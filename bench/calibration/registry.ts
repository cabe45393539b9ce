import { CHANGES_DETECTOR, CHANGES_ESTIMATOR } from './changes.ts';
import { CLAIM_DETECTOR, VERDICT_DETECTOR } from './claim-detector.ts';
import type { Detector, Estimator } from './estimator.ts';
import { FORECAST_ESTIMATOR } from './forecast.ts';
import { ONLINE_DETECTOR } from './online.ts';
import { RATIO_ESTIMATOR } from './ratio-estimators.ts';
import { MONTH_TREND_ESTIMATOR, TREND_ESTIMATOR } from './trend-estimator.ts';
import { WINDOW_ESTIMATOR } from './window-estimators.ts';

/** All estimators under calibration, in the order of the table. */
export const ESTIMATORS: readonly Estimator[] = [
  WINDOW_ESTIMATOR,
  RATIO_ESTIMATOR,
  MONTH_TREND_ESTIMATOR,
  TREND_ESTIMATOR,
  CHANGES_ESTIMATOR,
  FORECAST_ESTIMATOR,
];

/** All detectors whose false alarms and power are measured. */
export const DETECTORS: readonly Detector[] = [CLAIM_DETECTOR, VERDICT_DETECTOR, CHANGES_DETECTOR, ONLINE_DETECTOR];
