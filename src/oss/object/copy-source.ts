/** The object that a copy is made of: where its name stands, what it must be like, and the right to read it. */
import { invalidValue, OssError } from '../../errors.js';
import { evaluateConditions } from '../../http/conditional.js';
import type { ObjectRecord } from '../../store/records.js';
import type { Call } from '../call.js';
import { checkBucketName, checkObjectName } from '../names.js';
import { readableObject } from '../other-objects.js';
import { percentDecode } from '../percent.js';

const HEADER = 'x-oss-copy-source';

/** A source may be replaced again and again while it is copied. One that outruns so many attempts is somebody's game. */
const ATTEMPTS = 10;

/**
 * What `make` makes of the source, or 'not-modified' when the conditions say that the caller has it already. Asked after
 * the right to write the target. A copy shares the bytes of its source, which may give them up between the reading of
 * its row and the commit: then the copy is made of what the source is by now, if the caller may read that.
 * @throws OssError 400 InvalidArgument, 403 AccessDenied, 404 NoSuchBucket, NoSuchKey, 412 PreconditionFailed, and what
 *   `make` throws
 */
export async function fromCopySource<T>(
  call: Call,
  make: (source: ObjectRecord) => Promise<T>,
): Promise<T | 'not-modified'> {
  let source = await copySourceOf(call);
  for (let attempt = 1; ; attempt++) {
    if (source === 'not-modified') return source;
    try {
      return await make(source);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof OssError) || error.code !== 'ServiceUnavailable') throw error;
      const before = source;
      source = await copySourceOf(call);
      if (source !== 'not-modified' && hasBytesOf(source, before)) throw error;
    }
  }
}

function hasBytesOf({ segments }: ObjectRecord, before: ObjectRecord): boolean {
  return (
    segments.length === before.segments.length && segments.every(({ blob }, n) => blob === before.segments[n]?.blob)
  );
}

async function copySourceOf(call: Call): Promise<ObjectRecord | 'not-modified'> {
  const { headers } = call.request;
  const { bucket, key } = sourceName(headers[HEADER] ?? '');
  const source = await readableObject(call, bucket, key);
  const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'] as const;
  const asked = Object.fromEntries(conditions.map((name) => [name, headers[`${HEADER}-${name}`]]));
  return evaluateConditions(asked, source) === 'not-modified' ? 'not-modified' : source;
}

/** '/bucket/key', the key percent-encoded, its slashes too or not. A `?versionId=` behind it names the only version. */
function sourceName(text: string): { bucket: string; key: string } {
  const path = (text.split('?')[0] ?? '').replace(/^\//, '');
  const slash = path.indexOf('/');
  const key = slash < 0 ? undefined : percentDecode(path.slice(slash + 1));
  if (key === undefined) throw invalidValue(HEADER, text, '/BUCKET/KEY with the key percent-encoded in UTF-8');
  return { bucket: checkBucketName(path.slice(0, slash)), key: checkObjectName(key) };
}

/** What becomes of the source's metadata, and of its tags. @throws OssError 400 InvalidArgument */
export function replaces({ request }: Call, what: 'metadata' | 'tagging'): boolean {
  const name = `x-oss-${what}-directive`;
  const value = request.headers[name] ?? 'COPY';
  if (!/^(copy|replace)$/i.test(value)) throw invalidValue(name, value, 'COPY or REPLACE');
  return value.toUpperCase() === 'REPLACE';
}
