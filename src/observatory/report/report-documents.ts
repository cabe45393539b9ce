import type { EnergyDocument } from '../answers/energy-answer.ts';
import type { MapDocument } from '../answers/map-document.ts';
import type { MarketDocument } from '../answers/market-document.ts';
import type { BlackoutDocument } from '../outage/blackout-document.ts';

/**
 * What other questions answered for the report's span: a section tells each in its own figures, so that report, command and page
 * can't differ. One that is not here could not be answered, and its section says what would be needed.
 */
export interface ReportDocuments {
  /** The market at the end of the span, or at the moment the report is about. */
  readonly market?: MarketDocument;
  /** Where mining happened, with the month of the span. */
  readonly map?: MapDocument;
  /** What it used, over the span. */
  readonly energy?: EnergyDocument;
  /** The country that went dark, where the report is about one. */
  readonly blackout?: BlackoutDocument;
}
