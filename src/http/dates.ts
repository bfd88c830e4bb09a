/** Dates as HTTP writes them (RFC 9110, 5.6.7) and as OSS lists them. All times are milliseconds since the epoch. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const IMF = /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/;
const RFC_850 =
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/;

/** 'Sun, 06 Nov 1994 08:49:37 GMT'. */
export function formatHttpDate(time: number): string {
  return new Date(time).toUTCString();
}

/** '1994-11-06T08:49:37.000Z', the form of listings. */
export function formatIsoDate(time: number): string {
  return new Date(time).toISOString();
}

/**
 * The three forms a recipient must read; anything else is undefined. Date.parse alone would take 'foo 1' for a date,
 * and a conditional header with an invalid date has to be ignored.
 */
export function parseHttpDate(text: string): number | undefined {
  const found = (IMF.exec(text) ?? RFC_850.exec(text) ?? ASCTIME.exec(text))?.groups;
  if (found === undefined) return undefined;
  const { day = '', month = '', year = '', time = '' } = found;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const index = MONTHS.indexOf(month);
  if (index < 0 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year.length === 2 ? nearestCentury(Number(year)) : Number(year), index, Number(day));
  if (date.getUTCDate() !== Number(day)) return undefined;
  return date.setUTCHours(hours, minutes, seconds);
}

/** A two-digit year that would lie more than 50 years ahead is of the past century (RFC 9110, 5.6.7). */
function nearestCentury(year: number): number {
  const now = new Date().getUTCFullYear();
  const candidate = now - (now % 100) + year;
  return candidate > now + 50 ? candidate - 100 : candidate;
}
