import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const NAME = 'events/fed_meeting_dates.csv';

/** Since this meeting all statements come at 14:00 in Washington, and minutes three weeks later at the same hour. */
const FIRST_DAY = '2013-03-20';

/** Days that the source has wrong, and what the Federal Reserve's calendar says in their place. */
const CORRECTIONS: ReadonlyMap<string, string> = new Map([
  ['2017-01-27', '2017-02-01'],
  ['2020-01-27', '2020-01-29'],
  ['2023-02-02', '2023-02-01'],
  ['2023-02-23', '2023-02-22'],
  ['2023-03-23', '2023-03-22'],
  ['2023-05-04', '2023-05-03'],
  ['2023-06-15', '2023-06-14'],
  ['2023-07-27', '2023-07-26'],
  ['2023-09-21', '2023-09-20'],
]);

/** The statements of 2020 that came without a meeting planned: their hours are those of the Fed's press releases. */
const UNSCHEDULED = ['2020-03-03,10:00,unscheduled', '2020-03-15,17:00,unscheduled', '2020-03-23,08:00,unscheduled'];

/** Meetings that the source calls unscheduled though minutes followed three weeks later: they were in the calendar. */
const SCHEDULED_ALL_THE_SAME = new Set(['2020-09-16', '2021-04-28', '2021-07-28']);

/** The minutes of March 2013 went out by mistake to some readers the evening before, so all got them at nine. */
const EARLY_MINUTES = '2013-04-10';

const DAY_MS = 86_400_000;

/** Makes `fomc-releases.csv`. */
export function makeFomcReleases(read: (name: string) => string): string {
  const source = sourceRows(
    NAME,
    read(NAME),
    'date,fed_meeting_date_indicator,fed_non_scheduled_meeting_indicator,fed_projection_materials_indicator,fed_minutes_date_indicator',
  ).map(([day, isMeeting, isUnscheduled, , isMinutes]) => ({
    day: CORRECTIONS.get(day!) ?? day!,
    isMeeting: isMeeting === '1' && (isUnscheduled === '0' || SCHEDULED_ALL_THE_SAME.has(day!)),
    isMinutes: isMinutes === '1',
  }));
  const daysOf = (kind: 'isMeeting' | 'isMinutes'): string[] => [
    ...new Set(source.filter((row) => row[kind] && row.day >= FIRST_DAY).map(({ day }) => day)),
  ];
  const meetings = daysOf('isMeeting');
  // Minutes follow their meeting by three weeks, a day or two more over holidays: what does not is another meeting's.
  const minutes = daysOf('isMinutes').filter((day) => meetings.some((meeting) => isThreeWeeks(meeting, day)));
  for (const meeting of meetings.slice(0, -1)) {
    expect(
      minutes.filter((day) => isThreeWeeks(meeting, day)).length === 1,
      NAME,
      `minutes three weeks after ${meeting}`,
    );
  }
  const rows = [
    ...meetings.map((day) => `${day},14:00,statement`),
    ...minutes.map((day) => `${day},${day === EARLY_MINUTES ? '09:00' : '14:00'},minutes`),
    ...UNSCHEDULED,
  ];
  return tableText(
    {
      title: `Releases of the Federal Open Market Committee: statements and minutes, ${FIRST_DAY} to 2023-10-11, hours in Washington`,
      source:
        'github.com/henryrweiland/Central-Bank-Meeting-Dates at 944e8194ca42, fed_meeting_dates.csv; its hours, three unscheduled statements and the corrections from the calendars and press releases of federalreserve.gov',
      licence: 'none stated by the source; dates of public releases, taken as facts',
      checked: `each meeting has its minutes 20 to 24 days later; corrected: ${[...CORRECTIONS].map(([wrong, right]) => `${wrong} to ${right}`).join(', ')}; other unscheduled meetings, which told the public nothing on the day, are left out`,
    },
    'day,time,kind',
    rows.sort(),
  );
}

function isThreeWeeks(meeting: string, minutes: string): boolean {
  const days = (Date.parse(minutes) - Date.parse(meeting)) / DAY_MS;
  return days >= 20 && days <= 24;
}
