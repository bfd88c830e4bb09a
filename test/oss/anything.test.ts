/** Whatever a client sends, it is answered: never with a 500, and never with a header that Node would refuse. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { headerBytes } from '#src/http/respond.js';
import { ROOT, signed } from './request.js';
import { useService } from './service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'open', { headers: { 'x-oss-acl': 'public-read-write' } });
  const style = { name: 'x', content: 'image/resize,w_1', category: 'image', most: 50 } as const;
  await service.store.styles.put('open', style);
  const delimiters = ['-', '_', '/', '!'];
  const configuration = { domains: 'all', protectedSuffixes: ['jpg'], delimiters, oldSyntaxOnOss: false } as const;
  await service.store.setProcessConfiguration('open', configuration);
  await service.owner('PUT', 'open/k.jpg', { body: 'text', headers: { 'x-oss-meta-a': 'é\u0085' } });
});

const some = <T>(...values: T[]) => fc.constantFrom(...values);
/** Text as a socket can bring it: any visible ASCII, broken escapes among it. */
const wire = fc
  .array(
    fc.oneof(
      some(
        '%',
        '%2',
        '%zz',
        '%00',
        '%ff',
        '%E7%8C%AB',
        '%0d%0a',
        '/',
        '//',
        '..',
        '+',
        '@!',
        '!x',
        '-x',
        '|',
        '&',
        '=',
      ),
      some('a', 'k.jpg', ',', '_', '*', '~', "'", '"', '<'),
    ),
  )
  .map((pieces) => pieces.join(''));

const name = some(
  'acl',
  'uploads',
  'uploadId',
  'partNumber',
  'delete',
  'continuation-token',
  'objectMeta',
  'append',
  'position',
  'key-marker',
  'max-parts',
  'prefix',
  'marker',
  'delimiter',
  'max-keys',
  'encoding-type',
  'location',
  'bucketInfo',
  'x-oss-process',
  'x-oss-async-process',
  'response-content-type',
  'response-expires',
  'Signature',
  'Expires',
  'OSSAccessKeyId',
  'versionId',
  'lifecycle',
  'list-type',
  'security-token',
  'style',
  'styleName',
  'category',
  'processConfiguration',
  'cors',
  'referer',
  'cname',
  'comp',
);
const chain = some(
  'image/info',
  'image/resize,w_0',
  'image/resize,w_1/rotate,90|image/x',
  'style/x',
  'style/x|sys/saveas,o_eA',
  'style/',
  'video/snapshot',
  'image',
  '//',
  'image/,,,',
  'sys/saveas',
);
const query = fc
  .array(fc.tuple(name, fc.oneof(wire, chain)), { maxLength: 4 })
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));

const headers = fc.dictionary(
  some(
    'authorization',
    'date',
    'x-oss-date',
    'range',
    'if-match',
    'if-none-match',
    'if-modified-since',
    'x-oss-acl',
    'x-oss-object-acl',
    'x-oss-storage-class',
    'content-md5',
    'content-type',
    'x-oss-process',
    'x-oss-forbid-overwrite',
    'x-oss-copy-source',
    'x-oss-copy-source-range',
    'x-oss-metadata-directive',
    'x-oss-complete-all',
    'origin',
    'referer',
    'access-control-request-method',
    'access-control-request-headers',
    '__proto__',
    'constructor',
  ),
  fc.oneof(
    wire,
    some(
      'OSS root-key:x',
      'OSS4-HMAC-SHA256 x',
      'bytes=5-2',
      'bytes=-0',
      'private',
      'public-read',
      'true',
      'IA',
      'http://a.example',
      'GET',
      '"',
      'W/',
      '猫',
    ),
  ),
);

const asked = fc.record({
  method: some('GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH', 'constructor'),
  host: fc.oneof(
    some(
      'open.localhost',
      'localhost:9000',
      '127.0.0.1',
      'open.img-cn-x.aliyuncs.com',
      '',
      '[::1',
      'x.y.z',
      'open.localhost:',
      '..localhost',
    ),
    wire,
  ),
  path: fc.oneof(
    some('/', '/open', '/open/', '/open/k.jpg', '/k.jpg', '/open/k.jpg@!x', '*'),
    wire.map((text) => `/${text}`),
    wire.map((text) => `/open/${text}`),
  ),
  query,
  headers,
  body: some(
    undefined,
    '',
    'x',
    '<Style><Content>image/info</Content></Style>',
    '<BucketProcessConfiguration><CompliedHost>Both</CompliedHost></BucketProcessConfiguration>',
    '<a/>',
    '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--',
    '--b\r\nContent-Disposition: form-data; name="policy"\r\n\r\ne30=\r\n--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n',
    '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
    'x-oss-process=image/info',
    'x-oss-process=image/info|sys/saveas,o_eA,b_b3Blbg',
    'x-oss-process=style/x|sys/saveas,o_,b_%',
    '&x-oss-process=%7Csys%2Fsaveas',
    '<Delete><Object><Key>x</Key></Object></Delete>',
    '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>',
  ),
});

test('an answer to everything', async () => {
  await fc.assert(
    fc.asyncProperty(asked, fc.boolean(), async ({ body, ...ask }, sign) => {
      const whole = { ...ask, ...(body !== undefined && { body }) };
      const reply = await service.ask(sign ? signed(whole, '/open/k.jpg', ROOT) : whole);
      expect([reply.status, reply.status === 501 || reply.status < 500]).toEqual([reply.status, true]);
      for (const [header, value] of Object.entries(reply.headers)) {
        validateHeaderName(header);
        validateHeaderValue(header, headerBytes(value));
      }
    }),
    { numRuns: 600 },
  );
});
