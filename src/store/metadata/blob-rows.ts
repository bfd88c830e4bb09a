/** Who uses which blob. A blob is live or doomed; doomed is for ever, and only the sweep removes what is doomed. */
import { OssError } from '../../errors.js';
import type { BlobRecord } from '../blobs/blobs.js';
import type { ObjectRecord } from '../records.js';
import * as hot from './hot.js';
import { changed, row, rows, type Steps } from './steps.js';

interface Use {
  /** The number of its first segment. */
  readonly first?: number;
  /** The version that is released next. */
  readonly released?: string | undefined;
}

/** Inserts the new blobs and the segments of an object or a part. Every blob of a segment must be live. */
export function* use(
  object: Pick<ObjectRecord, 'version' | 'segments'>,
  added: readonly BlobRecord[],
  { first = 0, released }: Use = {},
): Steps<void> {
  for (const { id, size, md5, crc64 } of added) {
    const found = yield* row<{ state: string }>(hot.ADD_BLOB, { id, size, md5, crc64 });
    if (found?.state !== 'live') throw new OssError('ServiceUnavailable', TOO_LATE);
  }
  const fresh = new Set(added.map(({ id }) => id));
  yield* mustLive(
    object.segments.map(({ blob }) => blob).filter((id) => !fresh.has(id)),
    released,
  );
  for (const [n, { blob, offset, length }] of object.segments.entries()) {
    yield* changed(hot.ADD_SEGMENT, { version: object.version, n: first + n, blob, offset, length });
  }
}

/** Removes the segments of versions and dooms the blobs that nobody else uses. */
export function* release(versions: readonly string[], at: number): Steps<void> {
  yield* doomUnused(yield* rows<{ blob: string }>(hot.REMOVE_SEGMENTS, { versions }), at);
}

/** The segments of one version become those of another. Returns how many there are. */
export function* rename(before: string, version: string): Steps<number> {
  return yield* changed(hot.RENAME_SEGMENTS, { before, version });
}

/** One new blob instead of the segments of a version from the one numbered `from` on; it has the same bytes. */
export function* merge(version: string, from: number, blob: BlobRecord, at: number): Steps<void> {
  const replaced = yield* rows<{ blob: string }>(hot.REMOVE_SEGMENTS_FROM, { version, from });
  yield* use({ version, segments: [{ blob: blob.id, offset: 0, length: blob.size }] }, [blob], { first: from });
  yield* doomUnused(replaced, at);
}

export function* doomUnknown(ids: readonly string[], at: number): Steps<void> {
  yield* changed(hot.DOOM_UNKNOWN, { ids, at });
}

export function* forget(ids: readonly string[]): Steps<void> {
  yield* changed(hot.FORGET_DOOMED, { ids });
}

function* doomUnused(released: readonly { readonly blob: string }[], at: number): Steps<void> {
  if (released.length === 0) return;
  const ids = [...new Set(released.map(({ blob }) => blob))];
  yield* rows(hot.LOCK_BLOBS, { ids });
  yield* changed(hot.DOOM_UNUSED, { ids, at });
}

/** The sweep takes a file without a row for a leftover after an hour; a commit that comes later has lost its bytes. */
const TOO_LATE = 'The upload took too long. Please try again.';
/** Bytes that a copy shares, and that the object it was made of gave up between the reading of its row and the commit. */
const SOURCE_GONE = 'The source was replaced or deleted meanwhile. Please try again.';

function* mustLive(blobs: readonly string[], released: string | undefined): Steps<void> {
  if (blobs.length === 0) return;
  const ids = [...new Set(blobs)];
  const live = yield* released === undefined
    ? rows<{ id: string }>(hot.LIVE_BLOBS, { ids })
    : rows<{ id: string }>(hot.LIVE_BLOBS_AND_RELEASED, { ids, released });
  const there = new Set(live.map(({ id }) => id));
  if (!ids.every((id) => there.has(id))) throw new OssError('ServiceUnavailable', SOURCE_GONE);
}
