/** The times that signatures carry, and whether they are good now. All times are milliseconds since the epoch. */
import { OssError } from '../../errors.js';
import { parseHttpDate } from '../../http/dates.js';

/** How far a signature's date may be from this server's clock: 15 minutes. */
const MAX_SKEW = 15 * 60 * 1000;
const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** ISO 8601 in its basic form, in whole seconds: '20221220T084818Z'. */
export function formatBasicDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** undefined for any other form, and for days and hours that no calendar has. */
export function parseBasicDate(text: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds] = BASIC.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  // Date.parse makes the 1st of March of a 30th of February.
  return !Number.isNaN(time) && formatBasicDate(time) === text ? time : undefined;
}

/** Either form, as the x-oss-date of V1 may have. */
export function parseDate(text: string): number | undefined {
  return parseBasicDate(text) ?? parseHttpDate(text);
}

/** `text`: what stood where the date belongs; '' when nothing did. */
export function invalidDate(text: string): OssError {
  const ec = text === '' ? '0002-00000503' : '0002-00000502';
  return new OssError('AccessDenied', 'OSS authentication requires a valid Date or x-oss-date header.', { ec });
}

/** @throws OssError 403 RequestTimeTooSkewed */
export function refuseSkewed(time: number, now: number): void {
  if (Math.abs(now - time) > MAX_SKEW) throw skewed(time, now);
}

/** Of a signed URL, which begins to be good with its date and may be old. @throws OssError 403 RequestTimeTooSkewed */
export function refuseEarly(time: number, now: number): void {
  if (time - now > MAX_SKEW) throw skewed(time, now);
}

/** @throws OssError 403 AccessDenied */
export function refuseExpired(expires: number, now: number, ec: string): void {
  if (now <= expires) return;
  const fields = { Expires: new Date(expires).toISOString(), ServerTime: new Date(now).toISOString() };
  throw new OssError('AccessDenied', 'Request has expired.', { ec, fields });
}

function skewed(time: number, now: number): OssError {
  return new OssError('RequestTimeTooSkewed', undefined, {
    ec: '0002-00000504',
    fields: {
      MaxAllowedSkewMilliseconds: String(MAX_SKEW),
      RequestTime: new Date(time).toISOString(),
      ServerTime: new Date(now).toISOString(),
    },
  });
}
