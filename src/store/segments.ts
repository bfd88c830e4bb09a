/** Ranges of an object as ranges of its blobs. */
import type { ByteRange, Segment } from './records.js';

export interface BlobRange {
  readonly blob: string;
  readonly range: ByteRange;
}

/** A range of an object as segments of something else. Throws RangeError when the object does not have it all. */
export function segmentsOf(segments: readonly Segment[], range: ByteRange): Segment[] {
  return blobRanges(segments, range).map(({ blob, range: { start, end } }) => ({
    blob,
    offset: start,
    length: end - start + 1,
  }));
}

/** Where the bytes of a range are, in order. Throws RangeError when the object does not have them all. */
export function blobRanges(segments: readonly Segment[], { start, end }: ByteRange): BlobRange[] {
  const ranges: BlobRange[] = [];
  let position = 0;
  for (const { blob, offset, length } of segments) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, length - 1);
    if (from <= to) ranges.push({ blob, range: { start: offset + from, end: offset + to } });
    position += length;
  }
  if (start < 0 || end >= position) throw new RangeError(`bytes ${start}-${end} of an object of ${position}`);
  return ranges;
}
