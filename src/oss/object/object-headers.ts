/** The headers that describe an object: as they come with an upload, as they are stored, as they go out again. */
import { OssError } from '../../errors.js';
import { formatHttpDate } from '../../http/dates.js';
import type { BucketRecord, ObjectRecord } from '../../store/records.js';
import type { Call } from '../call.js';

type Headers = Readonly<Record<string, string>>;

/** Headers that any upload may bring. */
export const STORED: readonly string[] = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
/** What the names of user metadata begin with. */
export const META = 'x-oss-meta-';
const MAX_META_BYTES = 8192;
const DEFAULT_TYPE = 'application/octet-stream';

/** What an upload says of its object and every later read repeats. User metadata: at most 8 KB, names included. */
export function storedHeaders(sent: Readonly<Record<string, string | undefined>>): Headers {
  const kept: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  let metaBytes = 0;
  for (const [name, value] of Object.entries(sent)) {
    if (!value) continue;
    if (name.startsWith(META)) metaBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    else if (!STORED.includes(name)) continue;
    kept[name] = value;
  }
  if (metaBytes <= MAX_META_BYTES) return kept;
  throw new OssError(
    'InvalidArgument',
    `The user metadata has ${metaBytes} bytes. Allowed: at most ${MAX_META_BYTES}.`,
    {
      fields: { ArgumentName: META, ArgumentValue: String(metaBytes) },
    },
  );
}

/** Of the stored bytes, whole. */
export function objectHeaders(object: ObjectRecord, bucket?: BucketRecord): Headers {
  return {
    'content-type': DEFAULT_TYPE,
    ...defaultCaching(object, bucket),
    ...object.headers,
    ...commonHeaders(object),
    etag: `"${object.etag}"`,
    'x-oss-hash-crc64ecma': object.crc64,
    ...md5Header(object),
    ...(object.tags && { 'x-oss-tagging-count': String(object.tags.length) }),
    ...(object.type === 'Appendable' && { 'x-oss-next-append-position': String(object.size) }),
  };
}

/**
 * Of what was made from the object. Nothing that speaks of the stored bytes: clients compare ETag, CRC and MD5 with
 * what they received (behaviour D10), and a Content-Encoding of the source would have them decode a picture.
 * `modifiedAt`: of the latest object that it was made from.
 */
export function derivedHeaders(object: ObjectRecord, modifiedAt: number, bucket?: BucketRecord): Headers {
  const { 'content-type': _type, 'content-encoding': _encoding, ...replayed } = object.headers;
  return { ...defaultCaching(object, bucket), ...replayed, ...commonHeaders({ ...object, modifiedAt }) };
}

/** The bucket's Cache-Control, where the object says nothing of its own. */
function defaultCaching({ headers }: ObjectRecord, bucket?: BucketRecord): Headers {
  if (bucket?.cacheControl === undefined) return {};
  if (headers['cache-control'] !== undefined || headers.expires !== undefined) return {};
  return { 'cache-control': bucket.cacheControl };
}

/** What the key of a call has: of a symlink that, and not what it points to. */
export function typeHeader({ object }: Call): Headers {
  return object === undefined ? {} : { 'x-oss-object-type': object.type };
}

/** Base64, for an object that was put whole: its ETag is its MD5. */
export function md5Header({ type, etag }: ObjectRecord): Headers {
  return type === 'Normal' ? { 'content-md5': Buffer.from(etag, 'hex').toString('base64') } : {};
}

function commonHeaders({ modifiedAt, type, storageClass }: ObjectRecord): Headers {
  return {
    'last-modified': formatHttpDate(modifiedAt),
    'accept-ranges': 'bytes',
    'x-oss-object-type': type,
    'x-oss-storage-class': storageClass,
  };
}

const REPEATED = ['etag', 'last-modified', 'cache-control', 'expires', 'x-oss-object-type', 'x-oss-storage-class'];

/** What a 304 repeats of the headers of a 200 (RFC 9110, 15.4.5). */
export function notModifiedHeaders(headers: Headers): Headers {
  const repeated: Record<string, string> = {};
  for (const name of REPEATED) {
    const value = headers[name];
    if (value !== undefined) repeated[name] = value;
  }
  return repeated;
}

/**
 * `response-content-type=…` and its kind: the reply's header as the signer of the request wants it.
 * @throws OssError 400 for an unsigned request (a stranger must not choose the type of what your domain serves) and for
 *   a value that no header can carry
 */
export function responseOverrides(call: Call): Headers {
  const overrides: Record<string, string> = {};
  for (const name of STORED) {
    const value = call.query.value(`response-${name}`);
    if (value === undefined) continue;
    if (call.principal.kind === 'anonymous') {
      throw new OssError('InvalidRequest', `An unsigned request must not carry response-${name}: sign it.`);
    }
    if (/[^\t\x20-\x7e\x80-\u{10ffff}]/u.test(value)) {
      throw new OssError(
        'InvalidArgument',
        `The value of response-${name} is invalid. Allowed: text without control characters.`,
        {
          fields: { ArgumentName: `response-${name}` },
        },
      );
    }
    overrides[name] = value;
  }
  return overrides;
}
