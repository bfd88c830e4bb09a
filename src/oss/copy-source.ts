/** The object that a copy is made of: where its name stands, what it must be like, and the right to read it. */
import { invalidValue, type OssError } from '../errors.js';
import { evaluateConditions } from '../http/conditional.js';
import type { ObjectRecord } from '../store/records.js';
import type { Call } from './call.js';
import { checkBucketName, checkObjectName } from './names.js';
import { readableObject } from './other-objects.js';
import { percentDecode } from './percent.js';

const HEADER = 'x-oss-copy-source';

/**
 * 'not-modified' when the conditions say that the caller has it already. Asked after the right to write the target.
 * @throws OssError 400 InvalidArgument, 403 AccessDenied, 404 NoSuchBucket, NoSuchKey, 412 PreconditionFailed
 */
export async function copySourceOf(call: Call): Promise<ObjectRecord | 'not-modified'> {
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

/** What becomes of the source's metadata. @throws OssError 400 InvalidArgument */
export function replacesMetadata({ request }: Call): boolean {
  const value = request.headers['x-oss-metadata-directive'] ?? 'COPY';
  if (!/^(copy|replace)$/i.test(value)) throw invalidDirective(value);
  return value.toUpperCase() === 'REPLACE';
}

function invalidDirective(value: string): OssError {
  return invalidValue('x-oss-metadata-directive', value, 'COPY or REPLACE');
}
