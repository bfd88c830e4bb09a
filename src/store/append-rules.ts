/** What may be appended to. Asked before a body is read, and again in the transaction, which decides. */
import { OssError } from '../errors.js';
import type { ObjectRecord } from './records.js';

/** @throws OssError 409 ObjectNotAppendable, PositionNotEqualToLength with the position that would do in a header */
export function refuseAppend(before: Pick<ObjectRecord, 'type' | 'size'> | undefined, position: number): void {
  if (before !== undefined && before.type !== 'Appendable') throw new OssError('ObjectNotAppendable');
  const length = before?.size ?? 0;
  if (position === length) return;
  // oss2 reads the header of this error before anything else.
  throw new OssError('PositionNotEqualToLength', undefined, {
    headers: { 'x-oss-next-append-position': String(length) },
  });
}
