import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Query } from '#src/oss/query.js';
import { signUrlV1, signV1, stringToSignV1 } from '#src/oss/signature/v1.js';
import { isSigned } from '#src/oss/subresources.js';
import { hmac, textV1 } from '../request.js';

const parts = (
  method: string,
  headers: Record<string, string>,
  date: string,
  bucket?: string,
  key?: string,
  query = '',
) => ({
  method,
  headers,
  date,
  bucket,
  key,
  query: new Query(query).entries,
});

/** Requests and signatures that the vendor's Go SDK (v2) checks itself against, key pair ak/sk. */
describe('signatures that an SDK makes', () => {
  const date = 'Wed, 28 Dec 2022 10:27:41 GMT';
  const put = {
    'content-md5': 'eB5eJF1ptWaXm4bijSPyxw==',
    'content-type': 'text/html',
    'x-oss-meta-author': 'alice',
    'x-oss-meta-magic': 'abracadabra',
    'x-oss-date': date,
  };

  test.each([
    ['headers', parts('PUT', put, date, 'examplebucket', 'nelson'), 'kSHKmLxlyEAKtZPkJhG9bZb5k7M='],
    ['a sub-resource', parts('PUT', put, date, 'examplebucket', 'nelson', 'acl'), '/afkugFbmWDQ967j1vr6zygBLQk='],
    [
      'a parameter that is no sub-resource',
      parts('GET', { 'x-oss-date': date }, date, 'examplebucket', undefined, 'resourceGroup&non-resousce=null'),
      'vkQmfuUDyi1uDi3bKt67oemssIs=',
    ],
    [
      'two sub-resources',
      parts('GET', { 'x-oss-date': date }, date, 'examplebucket', undefined, 'resourceGroup&acl'),
      'x3E5TgOvl/i7PN618s5mEvpJDYk=',
    ],
    ['a URL', parts('GET', {}, '1699807420', 'bucket', 'key', 'versionId=versionId'), 'dcLTea+Yh9ApirQ8o8dOPqtvJXQ='],
    [
      'a URL with a token and a plus in its key',
      parts('GET', {}, '1699808204', 'bucket', 'key+123', 'versionId=versionId&security-token=token'),
      'jzKYRrM5y6Br0dRFPaTGOsbrDhY=',
    ],
  ])('%s', (_, given, signature) => {
    expect(signV1('sk', stringToSignV1(given))).toBe(signature);
  });
});

describe('the string to sign', () => {
  test('of the service', () => {
    expect(stringToSignV1(parts('GET', {}, 'D'))).toBe('GET\n\n\nD\n/');
  });

  test('signs the decoded chain, and leaves the listing parameters out', () => {
    const query = 'prefix=a&x-oss-process=image%2Fresize%2Cw_200&marker=b&max-keys=1&list-type=2&continuation-token=t';
    expect(stringToSignV1(parts('GET', {}, 'D', 'b', 'k', query))).toBe(
      'GET\n\n\nD\n/b/k?continuation-token=t&x-oss-process=image/resize,w_200',
    );
  });

  test('of a repeated name the first value counts, as it does for the action', () => {
    expect(stringToSignV1(parts('GET', {}, 'D', 'b', 'k', 'acl=1&acl=2'))).toBe('GET\n\n\nD\n/b/k?acl=1');
  });

  test('header values are trimmed and sorted by name; other headers are not signed', () => {
    const headers = { 'x-oss-b': ' 2 ', 'x-oss-a': 'é', 'user-agent': 'x', 'x-ossify': 'no' };
    expect(stringToSignV1(parts('PUT', headers, 'D', 'b', 'ключ'))).toBe('PUT\n\n\nD\nx-oss-a:é\nx-oss-b:2\n/b/ключ');
  });

  test('is what the independent signer writes, for any request', () => {
    const name = fc.constantFrom(
      'acl',
      'uploads',
      'response-content-type',
      'x-oss-process',
      'style',
      'prefix',
      'marker',
      'live',
      'comp',
    );
    const value = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0'));
    const pairs = fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key });
    fc.assert(
      fc.property(
        pairs,
        value,
        fc.dictionary(fc.constantFrom('x-oss-meta-a', 'x-oss-acl', 'range'), value),
        (query, key, headers) => {
          const raw = query.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
          const ours = stringToSignV1(parts('GET', headers, 'D', 'bucket', key, raw));
          expect(signV1('sk', ours)).toBe(hmac('sk', textV1('GET', headers, 'D', `/bucket/${key}`, raw)));
        },
      ),
    );
  });

  test.each([
    'acl',
    'uploads',
    'uploadId',
    'partNumber',
    'location',
    'cors',
    'logging',
    'website',
    'referer',
    'lifecycle',
    'delete',
    'append',
    'position',
    'tagging',
    'objectMeta',
    'objectInfo',
    'group',
    'link',
    'security-token',
    'img',
    'style',
    'styleName',
    'replication',
    'replicationProgress',
    'replicationLocation',
    'cname',
    'bucketInfo',
    'comp',
    'qos',
    'qosInfo',
    'live',
    'status',
    'vod',
    'startTime',
    'endTime',
    'symlink',
    'x-oss-process',
    'x-oss-async-process',
    'processConfiguration',
    'callback',
    'callback-var',
    'restore',
    'stat',
    'encryption',
    'versions',
    'versioning',
    'versionId',
    'policy',
    'requestPayment',
    'x-oss-request-payer',
    'x-oss-traffic-limit',
    'sequential',
    'inventory',
    'inventoryId',
    'continuation-token',
    'asyncFetch',
    'worm',
    'wormId',
    'wormExtend',
    'transferAcceleration',
    'metaQuery',
    'resourceGroup',
    'regionList',
    'x-oss-ac-source-ip',
    'x-oss-ac-subnet-mask',
    'x-oss-ac-vpc-id',
    'x-oss-ac-forward-allow',
    'x-oss-write-get-object-response',
    'accessPoint',
    'accessPointPolicy',
    'publicAccessBlock',
    'httpsConfig',
    'bucketArchiveDirectRead',
    'redundancyTransition',
    'response-content-type',
    'response-content-language',
    'response-expires',
    'response-cache-control',
    'response-content-disposition',
    'response-content-encoding',
    'udf',
    'udfName',
    'udfImage',
    'udfId',
    'udfImageDesc',
    'udfApplication',
    'udfApplicationLog',
    'x-oss-enable-md5',
    'x-oss-enable-sha1',
    'x-oss-enable-sha256',
    'withHashContext',
    'cloudboxes',
  ])('%s is signed', (name) => {
    expect(isSigned(name)).toBe(true);
  });

  test.each(['prefix', 'marker', 'max-keys', 'delimiter', 'encoding-type', 'list-type', 'start-after', 'fetch-owner'])(
    '%s is not',
    (name) => {
      expect(isSigned(name)).toBe(false);
    },
  );
});

describe('signUrlV1', () => {
  const base = {
    endpoint: 'http://localhost:9000/',
    bucket: 'photos',
    accessKeyId: 'a/k',
    secret: 'sk',
    expires: 1_900_000_000,
  };

  test('a URL that anybody can follow', () => {
    const url = new URL(signUrlV1({ ...base, key: 'a b/ü+1.jpg', query: [['x-oss-process', 'image/resize,w_200']] }));
    expect(url.pathname).toBe('/photos/a%20b/%C3%BC%2B1.jpg');
    expect(url.search).toContain(
      'x-oss-process=image%2Fresize%2Cw_200&OSSAccessKeyId=a%2Fk&Expires=1900000000&Signature=',
    );
    const text = 'GET\n\n\n1900000000\n/photos/a b/ü+1.jpg?x-oss-process=image/resize,w_200';
    expect(url.searchParams.get('Signature')).toBe(hmac('sk', text));
  });

  test('a parameter without a value is a bare name', () => {
    expect(signUrlV1({ ...base, key: 'k', query: [['acl', '']] })).toContain('/photos/k?acl&OSSAccessKeyId=');
  });

  test('a key with dots between slashes survives what clients make of a path', () => {
    for (const key of ['../a', 'a/../b', 'a/./b', 'a/..']) {
      const { pathname } = new URL(signUrlV1({ ...base, key }));
      expect(pathname).toBe(`/photos/${encodeURIComponent(key)}`);
    }
    expect(new URL(signUrlV1({ ...base, key: 'a/..b/.c' })).pathname).toBe('/photos/a/..b/.c');
  });
});
