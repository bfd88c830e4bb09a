/** Every call of the surface as bytes on a socket, signed by hand, against a server as users start it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOUNDARY, file, formBody, policyOf, signedV1 } from '../oss/form/forms.js';
import { md5, signed } from '../oss/request.js';
import { isBuilt, SURFACE, written } from '../oss/surface.js';
import { photo, png } from '../pictures.js';
import { observeCalls } from './observed.js';
import { type Answer, ClientServer, KEY } from './server.js';

let server: ClientServer;
let picture: Buffer;

beforeAll(async () => {
  server = await ClientServer.start();
  picture = await png(photo(80, 60));
});
afterAll(() => server?.end());
observeCalls('raw HTTP', () => server?.consoleUrl);

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** `target`: 'bucket/key', 'bucket/' or ''. */
function ask(method: string, target: string, query = '', { headers = {}, body = '' }: Sent = {}): Promise<Answer> {
  const { headers: sent } = signed({ method, query, headers }, `/${target}`, KEY);
  const url = `http://127.0.0.1:${server.port}/${target}${query && `?${query}`}`;
  return server.follow(url, method, sent, body);
}

const xml = (body: string): Sent => ({ body, headers: { 'content-type': 'application/xml' } });
const checked = (body: string): Sent => ({ body, headers: { 'content-md5': md5(body, 'base64') } });
const source = { 'x-oss-copy-source': '/raw/k' };
const cname = xml(
  '<BucketCnameConfiguration><Cname><Domain>raw.shop.example</Domain></Cname></BucketCnameConfiguration>',
);
const LIFECYCLE =
  '<LifecycleConfiguration><Rule><ID>r</ID><Prefix>tmp/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>';
const WEBSITE =
  '<WebsiteConfiguration><RoutingRules><RoutingRule><RuleNumber>1</RuleNumber><Condition><KeyPrefixEquals>old/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect><RedirectType>Mirror</RedirectType><MirrorURL>https://origin.example/</MirrorURL></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>';
const tags = xml('<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>');
const form = (): Sent => {
  const parts = [['key', 'form'], ...signedV1(policyOf([{ bucket: 'raw' }]), KEY), file('from a form')] as const;
  return {
    body: formBody(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  };
};

type Row = readonly [call: string, method: string, target: string, query: string, status: number, sent?: () => Sent];

/** One after another: each relies on what those before it left. */
const ROWS: readonly Row[] = [
  ['PutBucket', 'PUT', 'raw/', '', 200],
  ['GetService', 'GET', '', '', 200],
  ['GetBucketInfo', 'GET', 'raw/', 'bucketInfo', 200],
  ['GetBucketLocation', 'GET', 'raw/', 'location', 200],
  ['GetBucketStat', 'GET', 'raw/', 'stat', 200],
  ['PutBucketAcl', 'PUT', 'raw/', 'acl', 200, () => ({ headers: { 'x-oss-acl': 'public-read' } })],
  ['GetBucketAcl', 'GET', 'raw/', 'acl', 200],
  ['PutBucketTags', 'PUT', 'raw/', 'tagging', 200, () => tags],
  ['GetBucketTags', 'GET', 'raw/', 'tagging', 200],
  ['DeleteBucketTags', 'DELETE', 'raw/', 'tagging', 204],
  [
    'PutBucketCors',
    'PUT',
    'raw/',
    'cors',
    200,
    () =>
      xml(
        '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
      ),
  ],
  ['GetBucketCors', 'GET', 'raw/', 'cors', 200],
  [
    'OptionObject',
    'OPTIONS',
    'raw/k',
    '',
    200,
    () => ({ headers: { origin: 'http://shop.example', 'access-control-request-method': 'GET' } }),
  ],
  ['DeleteBucketCors', 'DELETE', 'raw/', 'cors', 204],
  [
    'PutBucketReferer',
    'PUT',
    'raw/',
    'referer',
    200,
    () => xml('<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><RefererList/></RefererConfiguration>'),
  ],
  ['GetBucketReferer', 'GET', 'raw/', 'referer', 200],
  ['PutBucketLifecycle', 'PUT', 'raw/', 'lifecycle', 200, () => xml(LIFECYCLE)],
  ['GetBucketLifecycle', 'GET', 'raw/', 'lifecycle', 200],
  ['DeleteBucketLifecycle', 'DELETE', 'raw/', 'lifecycle', 204],
  [
    'PutBucketQos',
    'PUT',
    'raw/',
    'qos',
    200,
    () => xml('<BucketUserQos><StorageCapacity>1</StorageCapacity></BucketUserQos>'),
  ],
  ['GetBucketQos', 'GET', 'raw/', 'qos', 200],
  ['DeleteBucketQos', 'DELETE', 'raw/', 'qos', 204],
  ['PutBucketWebsite', 'PUT', 'raw/', 'website', 200, () => xml(WEBSITE)],
  ['GetBucketWebsite', 'GET', 'raw/', 'website', 200],
  ['DeleteBucketWebsite', 'DELETE', 'raw/', 'website', 204],
  ['CreateCnameToken', 'POST', 'raw/', 'cname&comp=token', 200, () => cname],
  ['GetCnameToken', 'GET', 'raw/', 'cname=raw.shop.example&comp=token', 200],
  ['PutCname', 'POST', 'raw/', 'cname&comp=add', 200, () => cname],
  ['ListCname', 'GET', 'raw/', 'cname', 200],
  ['DeleteCname', 'POST', 'raw/', 'cname&comp=delete', 200, () => cname],
  [
    'PutStyle',
    'PUT',
    'raw/',
    'style&styleName=s',
    200,
    () => xml('<Style><Content>image/resize,w_9</Content></Style>'),
  ],
  ['GetStyle', 'GET', 'raw/', 'style&styleName=s', 200],
  ['ListStyle', 'GET', 'raw/', 'style', 200],
  ['DeleteStyle', 'DELETE', 'raw/', 'style&styleName=s', 204],
  ['PutChannel', 'PUT', 'raw/', 'img', 200, () => xml('<Channel><Status>enabled</Status></Channel>')],
  ['GetChannel', 'GET', 'raw/', 'img', 200],
  ['DeleteChannel', 'DELETE', 'raw/', 'img', 204],
  [
    'PutBucketProcess',
    'PUT',
    'raw/',
    'processConfiguration',
    200,
    () =>
      xml(
        '<BucketProcessConfiguration><CompliedHost>Both</CompliedHost><SourceFileProtect>Disabled</SourceFileProtect></BucketProcessConfiguration>',
      ),
  ],
  ['GetBucketProcess', 'GET', 'raw/', 'processConfiguration', 200],
  [
    'PutBucketCacheControl',
    'PUT',
    'raw/',
    'x-oss-cache-control',
    200,
    () => ({ headers: { 'cache-control': 'max-age=60' } }),
  ],
  ['GetBucketCacheControl', 'GET', 'raw/', 'x-oss-cache-control', 200],
  ['DeleteBucketCacheControl', 'DELETE', 'raw/', 'x-oss-cache-control', 204],
  ['PutObject', 'PUT', 'raw/k', '', 200, () => ({ body: picture })],
  ['GetObject', 'GET', 'raw/k', '', 200],
  ['HeadObject', 'HEAD', 'raw/k', '', 200],
  ['GetObjectMeta', 'HEAD', 'raw/k', 'objectMeta', 200],
  ['ListObjects', 'GET', 'raw/', '', 200],
  ['ListObjectsV2', 'GET', 'raw/', 'list-type=2', 200],
  ['ProcessObject', 'GET', 'raw/k', 'x-oss-process=image/resize,w_9', 200],
  ['PostProcess', 'POST', 'raw/k', 'x-oss-process', 200, () => ({ body: 'x-oss-process=image/resize,w_9' })],
  ['CopyObject', 'PUT', 'raw/copy', '', 200, () => ({ headers: source })],
  ['AppendObject', 'POST', 'raw/log', 'append&position=0', 200, () => ({ body: 'one' })],
  ['PutObjectACL', 'PUT', 'raw/k', 'acl', 200, () => ({ headers: { 'x-oss-object-acl': 'private' } })],
  ['GetObjectACL', 'GET', 'raw/k', 'acl', 200],
  ['PutSymlink', 'PUT', 'raw/link', 'symlink', 200, () => ({ headers: { 'x-oss-symlink-target': 'k' } })],
  ['GetSymlink', 'GET', 'raw/link', 'symlink', 200],
  ['PutObjectTagging', 'PUT', 'raw/k', 'tagging', 200, () => tags],
  ['GetObjectTagging', 'GET', 'raw/k', 'tagging', 200],
  ['DeleteObjectTagging', 'DELETE', 'raw/k', 'tagging', 204],
  ['PostObject', 'POST', 'raw/', '', 204, form],
  ['GetCache', 'GET', '', 'x-oss-cache', 200],
  ['DeleteCache', 'DELETE', '', 'x-oss-cache', 204],
  [
    'PostAsyncProcess',
    'POST',
    'raw/k',
    'x-oss-async-process',
    400,
    () => ({ body: 'x-oss-async-process=video/convert' }),
  ],
];

const named = (row: Row) => [`${row[0]}: ${row[1]} /${row[2]}${row[3] && `?${row[3]}`}`, row] as const;

const BUILT = new Set(SURFACE.filter(isBuilt).map(({ name }) => name));

test.each(ROWS.filter(([call]) => BUILT.has(call)).map(named))(
  '%s',
  async (_, [, method, target, query, status, sent]) => {
    const answer = await ask(method, target, query, sent?.());
    expect(answer.status, answer.body.toString()).toBe(status);
    expect(answer.headers['x-oss-request-id']).toMatch(/^[0-9A-F]{24}$/);
  },
);

describe('multipart', () => {
  test('sent and copied, listed, completed and aborted', async () => {
    const begin = async (key: string) => {
      const answer = await ask('POST', `raw/${key}`, 'uploads');
      return /<UploadId>([^<]+)/.exec(answer.body.toString())?.[1] ?? '';
    };
    const [id, other] = [await begin('parts'), await begin('given-up')];
    const part = await ask('PUT', 'raw/parts', `partNumber=1&uploadId=${id}`, { body: Buffer.alloc(102_400) });
    const copied = await ask('PUT', 'raw/parts', `partNumber=2&uploadId=${id}`, { headers: source });
    expect([part.status, copied.status]).toEqual([200, 200]);
    expect((await ask('GET', 'raw/parts', `uploadId=${id}`)).body.toString()).toContain('<Size>102400</Size>');
    expect((await ask('GET', 'raw/', 'uploads')).body.toString()).toContain(`<UploadId>${other}</UploadId>`);
    const etags = [part.headers.etag, /<ETag>([^<]+)/.exec(copied.body.toString())?.[1]];
    const list = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
    const whole = xml(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`);
    expect((await ask('POST', 'raw/parts', `uploadId=${id}`, whole)).status).toBe(200);
    expect((await ask('DELETE', 'raw/given-up', `uploadId=${other}`)).status).toBe(204);
    expect((await ask('GET', 'raw/parts')).body.length).toBe(102_400 + picture.length);
  });
});

describe('what is not built', () => {
  test.each(SURFACE.filter((call) => !isBuilt(call)).map((call) => [`${call.name}: ${written(call)}`, call] as const))(
    '%s answers 501',
    async (_, { method, scope, query }) => {
      const target = { service: '', bucket: 'raw/', object: 'raw/k' }[scope];
      expect((await ask(method, target, query.replaceAll('=x', '=1'))).status).toBe(501);
    },
  );
});

test('DeleteObject, DeleteMultipleObjects and DeleteBucket leave nothing', async () => {
  expect((await ask('DELETE', 'raw/k')).status).toBe(204);
  const { body } = await ask('GET', 'raw/');
  const keys = [...body.toString().matchAll(/<Key>([^<]+)/g)].map(([, key]) => `<Object><Key>${key}</Key></Object>`);
  expect(keys.length).toBe(5);
  const answer = await ask('POST', 'raw/', 'delete', checked(`<Delete>${keys.join('')}</Delete>`));
  expect(answer.status).toBe(200);
  expect((await ask('DELETE', 'raw/')).status).toBe(204);
});

test('every call that is built is among them', () => {
  const elsewhere = [
    ...['InitiateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'ListParts', 'ListMultipartUploads'],
    ...['CompleteMultipartUpload', 'AbortMultipartUpload', 'DeleteObject', 'DeleteMultipleObjects', 'DeleteBucket'],
  ];
  const asked = new Set([...ROWS.map(([call]) => call), ...elsewhere]);
  expect([...BUILT].filter((name) => !asked.has(name))).toEqual([]);
});
