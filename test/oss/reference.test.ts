/** The reference's table of operations, row by row: the status, and the elements and headers that SDKs read. */
import { beforeAll, describe, expect, test } from 'vitest';
import { BOUNDARY, file, formBody, policyOf, signedV1 } from './form/forms.js';
import { type Ask, md5 } from './request.js';
import { element, useService } from './service.js';

const service = useService();
/** Of 'body'. */
const BODY_ETAG = `"${md5('body').toUpperCase()}"`;
const CORS_ELEMENTS = 'CORSConfiguration CORSRule AllowedOrigin AllowedMethod AllowedHeader ExposeHeader MaxAgeSeconds';
const xml = (body: string): Ask => ({ body, headers: { 'content-md5': md5(body, 'base64') } });
const ETAG = /^"[0-9A-F]{32}"$/;
const CRC = /^\d{1,20}$/;
const DATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;
const CORS = `<CORSConfiguration><CORSRule><AllowedOrigin>http://a.example</AllowedOrigin>
  <AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>
  <MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>`;
const form = (...fields: readonly (readonly [string, string])[]): Ask => ({
  headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  body: formBody([['key', 'form'], ...fields, ...signedV1(policyOf([{ bucket: 'ref' }])), file()]),
});

const XML_BUCKET = '<CreateBucketConfiguration><StorageClass>Standard</StorageClass></CreateBucketConfiguration>';
const XML_TAGS = '<Tagging><TagSet><Tag><Key>c</Key><Value>d</Value></Tag></TagSet></Tagging>';
const XML_DELETE = '<Delete><Object><Key>copy</Key></Object><Object><Key>none</Key></Object></Delete>';
const XML_QUIET = '<Delete><Quiet>true</Quiet><Object><Key>log</Key></Object></Delete>';
const source = (more = {}) => ({ headers: { 'x-oss-copy-source': '/ref/a%2Fk', ...more } });
const preflight = (origin: string) => ({
  headers: {
    ...{ origin, 'access-control-request-method': 'PUT' },
    'access-control-request-headers': 'x-oss-meta-a',
  },
});

/**
 * What a row is answered with: the status; the names of elements that the document must have, each as often as it is
 * said; `!Code` for a refusal; `-` for no body.
 */
type Row = readonly [
  name: string,
  method: string,
  target: string,
  ask: Ask,
  answer: string,
  headers?: Readonly<Record<string, RegExp>>,
];

const OWNER = 'Owner ID DisplayName';
const PLACE = 'CreationDate ExtranetEndpoint IntranetEndpoint Location Name StorageClass';
const CONTENTS = `Contents Key LastModified ETag Type Size StorageClass ${OWNER}`;
const WRITTEN = { etag: ETAG, 'x-oss-hash-crc64ecma': CRC };
const READ = { ...WRITTEN, 'last-modified': DATE, 'x-oss-object-type': /^Normal$/, 'content-length': /^4$/ };
const BINARY = { 'content-type': /^application\/octet-stream$/ };

/** One after another: each relies on what those before it left. */
const ROWS: readonly Row[] = [
  ['PutBucket', 'PUT', 'ref', {}, '200'],
  ['PutBucket again', 'PUT', 'ref', {}, '200'],
  ['PutBucket with a document', 'PUT', 'ref-2', xml(XML_BUCKET), '200'],
  [
    'GetService',
    'GET',
    '',
    { query: 'prefix=ref&max-keys=1' },
    `200 ListAllMyBucketsResult Prefix Marker MaxKeys IsTruncated NextMarker ${OWNER} Buckets Bucket ${PLACE} Region`,
  ],
  [
    'GetBucketInfo',
    'GET',
    'ref',
    { query: 'bucketInfo' },
    `200 BucketInfo Bucket ${PLACE} ${OWNER} AccessControlList Grant Comment`,
  ],
  ['GetBucketLocation', 'GET', 'ref', { query: 'location' }, '200 LocationConstraint'],
  ['PutBucketAcl', 'PUT', 'ref', { query: 'acl', headers: { 'x-oss-acl': 'private' } }, '200'],
  ['PutBucketAcl of a new one', 'PUT', 'ref-3', { query: 'acl', headers: { 'x-oss-acl': 'private' } }, '200'],
  ['GetBucketAcl', 'GET', 'ref-3', { query: 'acl' }, `200 AccessControlPolicy ${OWNER} AccessControlList Grant`],
  ['DeleteBucket', 'DELETE', 'ref-3', {}, '204 -'],
  ['PutObject', 'PUT', 'ref/a/k', { body: 'body' }, '200', { ...WRITTEN, 'content-md5': /=$/ }],
  [
    'PutObject, forbidden to overwrite',
    'PUT',
    'ref/a/k',
    { body: 'x', headers: { 'x-oss-forbid-overwrite': 'true' } },
    '409 !FileAlreadyExists',
  ],
  [
    'PutObject with a callback',
    'PUT',
    'ref/a/k',
    { body: 'x', headers: { 'x-oss-callback': 'e30=' } },
    '501 !NotImplemented',
  ],
  ['PutObject, tagged', 'PUT', 'ref/a/tagged', { body: 'body', headers: { 'x-oss-tagging': 'a=b' } }, '200'],
  ['GetObject', 'GET', 'ref/a/k', {}, '200', { ...READ, ...BINARY }],
  ['GetObject, tagged', 'GET', 'ref/a/tagged', {}, '200', { 'x-oss-tagging-count': /^1$/ }],
  ['HeadObject', 'HEAD', 'ref/a/k', {}, '200 -', { ...READ, 'x-oss-storage-class': /^Standard$/ }],
  ['HeadObject of none', 'HEAD', 'ref/none', {}, '404 -', { 'x-oss-err': /^PD94/ }],
  ['GetObjectMeta', 'HEAD', 'ref/a/k', { query: 'objectMeta' }, '200 -', { etag: ETAG, 'last-modified': DATE }],
  ['GetBucketStat', 'GET', 'ref', { query: 'stat' }, '200 BucketStat Storage ObjectCount MultipartUploadCount'],
  [
    'ListObjects',
    'GET',
    'ref',
    { query: 'delimiter=%2F&prefix=a%2F&max-keys=1&encoding-type=url' },
    `200 ListBucketResult Name Prefix Marker MaxKeys Delimiter EncodingType IsTruncated NextMarker ${CONTENTS}`,
  ],
  ['ListObjects, folders', 'GET', 'ref', { query: 'delimiter=%2F' }, '200 Prefix CommonPrefixes Prefix'],
  ['ListObjects, too many', 'GET', 'ref', { query: 'max-keys=1001' }, '400 !InvalidArgument'],
  [
    'ListObjectsV2',
    'GET',
    'ref',
    { query: 'list-type=2&max-keys=1&start-after=a&fetch-owner=true' },
    `200 ListBucketResult Name Prefix StartAfter MaxKeys IsTruncated NextContinuationToken KeyCount ${CONTENTS}`,
  ],
  [
    'AppendObject',
    'POST',
    'ref/log',
    { query: 'append&position=0', body: 'one' },
    '200',
    { 'x-oss-next-append-position': /^3$/, 'x-oss-hash-crc64ecma': CRC },
  ],
  [
    'AppendObject elsewhere',
    'POST',
    'ref/log',
    { query: 'append&position=1', body: 'x' },
    '409 !PositionNotEqualToLength',
    { 'x-oss-next-append-position': /^3$/ },
  ],
  [
    'AppendObject to a normal one',
    'POST',
    'ref/a/k',
    { query: 'append&position=4', body: 'x' },
    '409 !ObjectNotAppendable',
  ],
  ['CopyObject', 'PUT', 'ref/copy', source(), '200 CopyObjectResult ETag LastModified'],
  [
    'CopyObject of another version',
    'PUT',
    'ref/copy',
    source({ 'x-oss-copy-source-if-match': '"0"' }),
    '412 !PreconditionFailed',
  ],
  ['CopyObject if changed', 'PUT', 'ref/copy', source({ 'x-oss-copy-source-if-none-match': BODY_ETAG }), '304 -'],
  ['PutObjectACL', 'PUT', 'ref/copy', { query: 'acl', headers: { 'x-oss-object-acl': 'public-read-write' } }, '200'],
  ['GetObjectACL', 'GET', 'ref/a/k', { query: 'acl' }, `200 AccessControlPolicy ${OWNER} AccessControlList Grant`],
  ['PutSymlink', 'PUT', 'ref/link', { query: 'symlink', headers: { 'x-oss-symlink-target': 'a/k' } }, '200'],
  ['GetSymlink', 'GET', 'ref/link', { query: 'symlink' }, '200', { 'x-oss-symlink-target': /^a(\/|%2F)k$/ }],
  ['PutObjectTagging', 'PUT', 'ref/a/k', { query: 'tagging', ...xml(XML_TAGS) }, '200'],
  ['GetObjectTagging', 'GET', 'ref/a/k', { query: 'tagging' }, '200 Tagging TagSet Tag Key Value'],
  ['DeleteObjectTagging', 'DELETE', 'ref/a/k', { query: 'tagging' }, '204 -'],
  ['PostObject', 'POST', 'ref', form(), '204 -', { etag: ETAG }],
  ['PostObject, 200', 'POST', 'ref', form(['success_action_status', '200']), '200 -'],
  [
    'PostObject, 201',
    'POST',
    'ref',
    form(['success_action_status', '201']),
    '201 PostResponse Bucket ETag Key Location',
  ],
  [
    'PostObject, redirect',
    'POST',
    'ref',
    form(['success_action_redirect', 'http://a.example/b']),
    '303',
    { location: /^http:\/\/a\.example\/b$/ },
  ],
  ['PutBucketCors', 'PUT', 'ref', { query: 'cors', ...xml(CORS) }, '200'],
  ['GetBucketCors', 'GET', 'ref', { query: 'cors' }, `200 ${CORS_ELEMENTS}`],
  [
    'OptionObject',
    'OPTIONS',
    'ref/a/k',
    preflight('http://a.example'),
    '200 -',
    {
      'access-control-allow-origin': /^http:\/\/a\.example$/,
      'access-control-allow-methods': /PUT/,
      'access-control-allow-headers': /x-oss-meta-a/,
      'access-control-expose-headers': /ETag/i,
      'access-control-max-age': /^5$/,
    },
  ],
  ['OptionObject, not allowed', 'OPTIONS', 'ref/a/k', preflight('http://b.example'), '403 !AccessForbidden'],
  ['DeleteBucketCors', 'DELETE', 'ref', { query: 'cors' }, '204 -'],
  ['GetBucketCors of none', 'GET', 'ref', { query: 'cors' }, '404 !NoSuchCORSConfiguration'],
  [
    'DeleteMultiple',
    'POST',
    'ref',
    { query: 'delete&encoding-type=url', ...xml(XML_DELETE) },
    '200 DeleteResult EncodingType Deleted Key Deleted Key',
  ],
  ['DeleteMultiple, quiet', 'POST', 'ref', { query: 'delete', ...xml(XML_QUIET) }, '200 -'],
  ['DeleteMultiple without Content-MD5', 'POST', 'ref', { query: 'delete', body: XML_QUIET }, '400 !MissingArgument'],
  ['DeleteObject', 'DELETE', 'ref/a/tagged', {}, '204 -'],
  ['DeleteObject of none', 'DELETE', 'ref/a/tagged', {}, '204 -'],
  ['DeleteBucket with objects', 'DELETE', 'ref', {}, '409 !BucketNotEmpty'],
];

function missing(wanted: string, document: string): string[] {
  const rest = [...document.matchAll(/<([A-Za-z0-9]+)[ />]/g)].map(([, name]) => name);
  return wanted.split(' ').filter((name) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

test.each(ROWS.map((row) => [row[0], row] as const))('%s', async (_, [, method, target, ask, answer, headers = {}]) => {
  const [status, rest = ''] = answer.split(/ (.*)/);
  const reply = await service.owner(method, target, ask);
  expect(String(reply.status), reply.text).toBe(status);
  for (const [name, value] of Object.entries(headers)) expect(reply.headers[name], name).toMatch(value);
  if (rest === '-') expect(reply.text).toBe('');
  else if (rest.startsWith('!')) expect(element(reply.text, 'Code')).toBe(rest.slice(1));
  else if (rest !== '') expect(missing(rest, reply.text), reply.text).toEqual([]);
});

describe('Multipart', () => {
  let id = '';
  const part = (number: number, body: string | Buffer, headers = {}) =>
    service.owner('PUT', 'ref/parts', { query: `partNumber=${number}&uploadId=${id}`, body, headers });
  type Part = readonly [number: number, etag: string | undefined];
  const complete = (...parts: readonly Part[]) => {
    const list = parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`);
    const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
    return service.owner('POST', 'ref/parts', { query: `uploadId=${id}`, body });
  };
  const has = (text: string, elements: string) => expect(missing(elements, text), text).toEqual([]);

  beforeAll(async () => {
    const reply = await service.owner('POST', 'ref/parts', { query: 'uploads' });
    has(reply.text, 'InitiateMultipartUploadResult Bucket Key UploadId');
    id = element(reply.text, 'UploadId') ?? '';
  });

  test('its calls and its refusals', async () => {
    const [large, small] = [await part(1, Buffer.alloc(102_400)), await part(2, 'small')];
    expect(large.headers).toMatchObject({
      etag: expect.stringMatching(ETAG),
      'x-oss-hash-crc64ecma': expect.stringMatching(CRC),
    });
    const listed = await service.owner('GET', 'ref/parts', { query: `uploadId=${id}` });
    has(
      listed.text,
      'ListPartsResult Bucket Key UploadId NextPartNumberMarker MaxParts IsTruncated Part PartNumber LastModified ETag Size',
    );
    const uploads = await service.owner('GET', 'ref', { query: 'uploads' });
    has(
      uploads.text,
      'ListMultipartUploadsResult Bucket NextKeyMarker NextUploadIdMarker MaxUploads IsTruncated Upload Key UploadId',
    );
    const refused = async (...parts: readonly Part[]) => element((await complete(...parts)).text, 'Code');
    expect(await refused([1, '"0"'])).toBe('InvalidPart');
    expect(await refused([2, small.headers.etag], [1, large.headers.etag])).toBe('InvalidPartOrder');
    const tiny = await part(1, 'tiny');
    expect(await refused([1, tiny.headers.etag], [2, small.headers.etag])).toBe('EntityTooSmall');
    const whole = await part(1, Buffer.alloc(102_400));
    const done = await complete([1, whole.headers.etag], [2, small.headers.etag]);
    expect(done.status).toBe(200);
    has(done.text, 'CompleteMultipartUploadResult Location Bucket Key ETag');
    expect(element(done.text, 'ETag')).toMatch(/-2/);
    expect(done.headers['x-oss-hash-crc64ecma']).toMatch(CRC);
    const again = await service.owner('DELETE', 'ref/parts', { query: `uploadId=${id}` });
    expect([again.status, element(again.text, 'Code')]).toEqual([404, 'NoSuchUpload']);
    for (const number of [0, 10_001]) expect((await part(number, 'x')).status).toBe(400);
  });

  test('given up', async () => {
    const other = element((await service.owner('POST', 'ref/other', { query: 'uploads' })).text, 'UploadId');
    expect((await service.owner('DELETE', 'ref/other', { query: `uploadId=${other}` })).status).toBe(204);
  });
});

test("another owner's name is taken", async () => {
  const reply = await service.stranger('PUT', 'ref');
  expect([reply.status, element(reply.text, 'Code')]).toEqual([409, 'BucketAlreadyExists']);
});
