/** Origins that the operator has named: who may name them, what is sent, and what is made of each answer. */
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NamedOrigin } from '#src/oss/mirror/named-origin.js';
import { type LocalOrigin, localOrigin } from '../../origin/local-origin.js';
import { until } from '../../until.js';
import { md5 } from '../request.js';
import { refusal, useService } from '../service.js';
import { putWebsite, type Rule } from './bucket.js';

const KEY = { id: 'AKIDOFTHEORIGIN', secret: 'secret-of-the-origin' };
// Nobody else may ask an address of this machine.
const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
const service = useService({ origin: { silence: 1500, within: 4000, resolve } });
let origin: LocalOrigin;
let answer: RequestListener = () => {};

const named = (about: Partial<NamedOrigin>): NamedOrigin => ({
  ...{ name: 'oss', kind: 'oss', endpoint: `http://127.0.0.1:${origin.port}`, bucket: 'old', region: 'cn-hangzhou' },
  ...{ addressing: 'path', key: KEY, allow: ['127.0.0.1'], buckets: ['signed'], account: 'alice' },
  ...about,
});
const origins = () => [
  named({}),
  named({ name: 's3', kind: 's3', region: 'eu-central-1' }),
  named({ name: 'v1', region: undefined as never }),
  named({ name: 'inside', endpoint: `http://inside.example:${origin.port}`, allow: [] }),
  named({ name: 'elsewhere', buckets: ['another'] }),
  named({ name: 'of-bob', account: 'bob' }),
];

beforeAll(async () => {
  origin = await localOrigin((request, response) => answer(request, response));
  for (const bucket of ['signed', 'another'])
    await service.owner('PUT', bucket, { headers: { 'x-oss-acl': 'public-read' } });
});
afterAll(() => origin?.close());
beforeEach(async () => {
  origin.asked.length = 0;
  service.services.mirror.named.replace(origins());
  answer = (_, response) => response.writeHead(200, { 'content-length': 5, 'content-type': 'text/x-a' }).end('bytes');
});

const rule = async (url: string, more: Omit<Rule, 'url'> = {}) => {
  expect(refusal(await putWebsite(service, 'signed', { url, ...more }))).toMatch(/^200/);
};
let count = 0;
const fresh = () => `key-${count++}`;
const get = (key: string, ask = {}) => service.ask({ path: `/signed/${key}`, ...ask });
const urls = () => origin.asked.map(({ url }) => url);
const says = (status: number, code: string, more = '') => {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message>${more}</Error>`;
  answer = (_, response) => response.writeHead(status, { 'content-length': body.length }).end(body);
};

describe('a rule names one', () => {
  test('and gives back the name and nothing of what it opens', async () => {
    await rule('origin://oss/folder/%E5%9B%BE/');
    const { text } = await service.owner('GET', 'signed', { query: 'website' });
    expect(text).toContain('<MirrorURL>origin://oss/folder/%E5%9B%BE/</MirrorURL>');
    expect(text).toContain('<MirrorFollowRedirect>false</MirrorFollowRedirect>');
    expect((await service.owner('PUT', 'signed', { query: 'website', body: text })).status).toBe(200);
    for (const hidden of [KEY.id, KEY.secret, '127.0.0.1', String(origin.port), 'hangzhou'])
      expect(text).not.toContain(hidden);
  });

  const LIKE_NONE =
    /^400 InvalidArgument: .* MirrorURL is invalid\. Allowed: origin:\/\/NAME\/ of an origin that this bucket may name/;
  test.each([
    ...['origin://none/', 'origin://elsewhere/', 'origin://of-bob/', 'origin://OSS/', 'ORIGIN://oss/', 'origin://oss'],
    ...['origin://oss/folder', 'origin://oss/a?b/', 'origin://oss/#/', 'origin://oss/../x/', 'origin://oss/a/%2e%2e/'],
    ...['origin://oss//x/', 'origin://oss/%00/', 'origin://oss/%zz/', 'origin:///', 'origin:oss/', 'origin://a:b@oss/'],
    ...['origin://oss:80/', 'origin://oss/a b/', 'origin://__proto__/', 'origin://oss/..%2fx/'],
  ])('but not %s, whether there is one or not', async (url) => {
    await service.owner('DELETE', 'signed', { query: 'website' });
    expect(refusal(await putWebsite(service, 'signed', { url }))).toMatch(LIKE_NONE);
    expect((await service.owner('GET', 'signed', { query: 'website' })).status).toBe(404);
  });

  test('and nobody does so in a bucket of the same name that is somebody else’s', async () => {
    service.services.mirror.named.replace([named({ buckets: ['taken'] })]);
    await service.stranger('PUT', 'taken');
    const body = '<WebsiteConfiguration><RoutingRules><RoutingRule><RuleNumber>1</RuleNumber><Condition>'.concat(
      '<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect><RedirectType>Mirror',
      '</RedirectType><MirrorURL>origin://oss/</MirrorURL></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>',
    );
    expect(refusal(await service.stranger('PUT', 'taken', { query: 'website', body }))).toMatch(LIKE_NONE);
  });

  test.each([
    [
      '<MirrorFollowRedirect>true</MirrorFollowRedirect>',
      /MirrorFollowRedirect is invalid\. Allowed: false with origin/,
    ],
    ['<MirrorPassQueryString>true</MirrorPassQueryString>', /MirrorPassQueryString is invalid\. Allowed: false with/],
    ['<PassQueryString>true</PassQueryString>', /MirrorPassQueryString is invalid/],
    [
      '<MirrorHeaders><PassAll>true</PassAll></MirrorHeaders>',
      /MirrorHeaders is invalid\. Allowed: nothing with origin/,
    ],
    ['<MirrorHeaders><Set><Key>a</Key><Value>b</Value></Set></MirrorHeaders>', /MirrorHeaders is invalid/],
    [
      '<MirrorAuth><AccessKeySecret>hush</AccessKeySecret></MirrorAuth>',
      /^501 NotImplemented: MirrorAuth of a Redirect/,
    ],
  ])('without %s', async (more, expected) => {
    const told = refusal(await putWebsite(service, 'signed', { url: 'origin://oss/', more }));
    expect(told).toMatch(expected);
    expect(told).not.toContain('hush');
  });
});

describe('what is sent', () => {
  test('is a GET signed with V4, and nothing of the caller', async () => {
    await rule('origin://oss/folder/');
    const sent = await service.ask({
      path: '/signed/a!%20b/%E5%9B%BE',
      query: 'acl2&versionId=x',
      headers: { 'x-a': '1' },
    });
    expect([sent.status, sent.text, sent.note.mirror]).toEqual([200, 'bytes', 'stored']);
    expect(sent.headers['content-type']).toBe('text/x-a');
    const [{ method, url, headers: seen } = {}] = origin.asked;
    expect([method, url]).toEqual(['GET', '/old/folder/a%21%20b/%E5%9B%BE']);
    expect(seen?.authorization).toMatch(
      /^OSS4-HMAC-SHA256 Credential=AKIDOFTHEORIGIN\/\d{8}\/cn-hangzhou\/oss\/aliyun_v4_request,Signature=[0-9a-f]{64}$/,
    );
    expect(Object.keys(seen ?? {}).sort()).toEqual(
      ['accept-encoding', 'authorization', 'connection', 'host', 'user-agent', 'via'].concat(
        'x-oss-content-sha256',
        'x-oss-date',
      ),
    );
    expect((await get(fresh(), { headers: { 'x-a': '1', cookie: 'a=b', range: 'bytes=0-1' } })).status).toBe(206);
    expect(Object.keys(origin.asked[1]?.headers ?? {}).sort()).toEqual(Object.keys(seen ?? {}).sort());
  });

  test('is signed with SigV4 for S3, V1 for OSS without a region', async () => {
    await rule('origin://s3/');
    expect((await get('s3-key')).text).toBe('bytes');
    expect(origin.asked[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDOFTHEORIGIN\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    await rule('origin://v1/');
    expect((await get('v1-key')).text).toBe('bytes');
    expect(origin.asked[1]?.headers.authorization).toMatch(/^OSS AKIDOFTHEORIGIN:[\w+/]{27}=$/);
    expect(refusal(await get('v1-key%3Facl'))).toBe(
      '424 MirrorFailed: This key needs a signature V4: the origin has no region.',
    );
    expect(urls()).toEqual(['/old/s3-key', '/old/v1-key']);
  });

  test('is never the bucket itself, nor what is beside its folder', async () => {
    const replace = '<EnableReplacePrefix>true</EnableReplacePrefix><ReplaceKeyPrefixWith></ReplaceKeyPrefixWith>';
    await rule('origin://oss/', { prefix: 'all', more: replace });
    for (const key of ['all', 'all%2e%2e%2fx', 'all%2e/x']) expect((await get(key)).status).toBe(404);
    expect(urls()).toEqual([]);
  });

  test('goes to the host of the bucket where it has one of its own', async () => {
    const endpoint = `http://origin.example:${origin.port}`;
    service.services.mirror.named.replace([named({ endpoint, addressing: 'subdomain' })]);
    await rule('origin://oss/');
    const key = fresh();
    expect((await get(key)).text).toBe('bytes');
    expect([origin.asked[0]?.headers.host, urls()]).toEqual([`old.origin.example:${origin.port}`, [`/${key}`]]);
    service.services.mirror.named.replace([named({ endpoint, addressing: 'subdomain', allow: [] })]);
    expect(refusal(await get(fresh()))).toMatch(/^424 MirrorFailed: The address of the origin is not one that may be/);
    expect(urls()).toHaveLength(1);
  });

  test.each(['oss', 's3'] as const)(
    'goes to the domain that is bound to a bucket of %s, and has no name of it',
    async (kind) => {
      const endpoint = `http://img.example:${origin.port}`;
      service.services.mirror.named.replace([named({ kind, endpoint, addressing: 'cname' })]);
      await rule('origin://oss/folder/');
      const key = fresh();
      expect((await get(key)).text).toBe('bytes');
      expect([origin.asked[0]?.headers.host, urls()]).toEqual([`img.example:${origin.port}`, [`/folder/${key}`]]);
    },
  );
});

describe('an answer', () => {
  test.each([
    [403, 'SignatureDoesNotMatch'],
    [403, 'InvalidAccessKeyId'],
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [500, 'InternalError'],
    [503, 'SlowDown'],
  ])('%i %s has failed, says no more than that, and is asked again', async (status, code) => {
    await rule('origin://oss/');
    says(status, code, `<AccessKeyId>${KEY.id}</AccessKeyId><StringToSign>${KEY.secret}</StringToSign>`);
    const key = fresh();
    for (const _ of [1, 2]) {
      const told = await get(key);
      expect(refusal(told)).toBe(`424 MirrorFailed: The origin answered ${status} ${code}.`);
      expect(JSON.stringify([told.text, told.headers, told.note])).not.toMatch(
        /AKIDOFTHEORIGIN|secret-of|StringToSign|cn-hangzhou/,
      );
    }
    expect(urls()).toHaveLength(2);
    says(200, 'mended');
    expect((await get(key)).status).toBe(200);
  });

  test.each([
    [404, '<html>not found</html>', '404'],
    [404, '', '404'],
    [403, `<Code>${'x'.repeat(65)}</Code>`, '403'],
    [403, '<Code>a b</Code>', '403'],
    [301, '<Code>PermanentRedirect</Code>', '301 PermanentRedirect'],
    [204, '', '204'],
    [206, 'part', '206'],
  ])('%i %s has failed', async (status, body, said) => {
    await rule('origin://s3/');
    answer = (_, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${origin.port}/elsewhere` }).end(body);
    expect(refusal(await get(fresh()))).toBe(`424 MirrorFailed: The origin answered ${said}.`);
    expect(urls()).toHaveLength(1);
  });

  test('404 NoSuchKey is believed for a while', async () => {
    await rule('origin://oss/');
    says(404, 'NoSuchKey');
    const key = fresh();
    expect(refusal(await get(key))).toMatch(/^404 NoSuchKey/);
    expect((await get(key)).note.mirror).toBe('remembered');
    expect(urls()).toHaveLength(1);
  });

  test('that refuses without an end costs the time of its own request', async () => {
    await rule('origin://oss/');
    answer = (_, response) => {
      response.writeHead(403);
      const timer = setInterval(() => response.write('x'.repeat(4096)), 1);
      response.on('close', () => clearInterval(timer));
    };
    expect(refusal(await get(fresh()))).toBe('424 MirrorFailed: The origin answered 403.');
    answer = (_, response) => response.writeHead(403).write('<Code>');
    expect(refusal(await get(fresh()))).toBe('424 MirrorFailed: The origin fell silent.');
    await until(() => service.services.mirror.stats().underWay === 0);
    await until(() => origin.asked.every(({ socket }) => socket.destroyed));
  });

  test.each([404, 403, 502])('%i that breaks off has failed like one that does not', async (status) => {
    await rule('origin://oss/');
    answer = (_, response) => {
      response.writeHead(status, { 'content-length': 1000 }).write('<Error><Code>Cut</Code>');
      setTimeout(() => response.destroy(), 20);
    };
    expect(refusal(await get(fresh()))).toBe(`424 MirrorFailed: The origin answered ${status} Cut.`);
  });

  test('of S3 is compared with its ETag where the rule says so, and loses what is not true of the bytes', async () => {
    await rule('origin://s3/', { more: '<MirrorCheckMd5>true</MirrorCheckMd5>' });
    const etag = `"${md5(Buffer.from('bytes'))}"`;
    const tell = (headers: Record<string, string>) => {
      answer = (_, response) => response.writeHead(200, { 'content-length': 5, ...headers }).end('bytes');
    };
    tell({ etag, 'content-encoding': 'aws-chunked' });
    const whole = await get(fresh());
    expect([whole.status, whole.headers['content-encoding']]).toEqual([200, undefined]);
    tell({
      etag: etag.replace(/^"./, '"_').replace('_', etag[1] === '0' ? '1' : '0'),
      'content-encoding': 'gzip,aws-chunked',
    });
    expect(refusal(await get(fresh()))).toMatch(/^424 MirrorFailed: The bytes of the origin are not those/);
    tell({ etag: `"${'0'.repeat(32)}-2"`, 'content-encoding': 'gzip,aws-chunked' });
    expect((await get(fresh())).headers['content-encoding']).toBe('gzip');
    tell({ etag: `"${'0'.repeat(32)}"`, 'x-amz-server-side-encryption': 'aws:kms' });
    expect((await get(fresh())).status).toBe(200);
  });

  test('is shared by all who ask meanwhile', async () => {
    await rule('origin://s3/');
    answer = (_, response) => setTimeout(() => response.writeHead(200, { 'content-length': 1 }).end('x'), 100);
    const key = fresh();
    const all = await Promise.all(Array.from({ length: 8 }, () => get(key)));
    expect(all.map(({ text }) => text)).toEqual(Array(8).fill('x'));
    expect(urls()).toHaveLength(1);
  });
});

describe('where it may be', () => {
  test('is on the open internet, unless the operator allows this one more', async () => {
    await rule('origin://inside/');
    const before = service.services.mirror.stats().ends.refused;
    expect(refusal(await get(fresh()))).toMatch(/^424 MirrorFailed: The address of the origin is not one that may/);
    expect(service.services.mirror.stats().ends.refused).toBe(before + 1);
    expect(refusal(await putWebsite(service, 'signed', { url: `http://127.0.0.1:${origin.port}/` }))).toMatch(/^400 /);
    expect(urls()).toEqual([]);
  });

  test('an origin that the operator took away, or gave to others, is asked no more', async () => {
    await rule('origin://oss/');
    const forbidden = '424 MirrorFailed: The origin of the rule is not one that this bucket may name.';
    for (const left of [[], [named({ buckets: ['another'] })], [named({ account: 'bob' })]]) {
      service.services.mirror.named.replace(left);
      expect(refusal(await get(fresh()))).toBe(forbidden);
    }
    expect(urls()).toEqual([]);
    service.services.mirror.named.replace(origins());
    expect((await get(fresh())).status).toBe(200);
  });
});

test('what is fetched for the owner of a bucket is not stored for whoever makes one of its name meanwhile', async () => {
  const { store } = service.services;
  await service.owner('PUT', 'passing', { headers: { 'x-oss-acl': 'public-read' } });
  service.services.mirror.named.replace([named({ buckets: ['passing'] })]);
  expect(refusal(await putWebsite(service, 'passing', { url: 'origin://oss/' }))).toMatch(/^200/);
  answer = async (_, response) => {
    response.writeHead(200, { 'content-length': 5 }).write('by');
    await store.deleteBucket('passing');
    await store.createBucket({ name: 'passing', owner: 'bob', acl: 'public-read' });
    response.end('tes');
  };
  expect(refusal(await service.ask({ path: '/passing/key' }))).toMatch(/^404 NoSuchBucket/);
  expect((await store.head('passing', 'key')).object).toBeUndefined();
});
