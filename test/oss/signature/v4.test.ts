import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Query } from '#src/oss/query.js';
import { canonicalRequestV4, signUrlV4, signV4, stringToSignV4 } from '#src/oss/signature/v4.js';
import { canonicalV4, signatureV4 } from '../request-v4.js';

const QUERY = '%2Bparam1=value3&%2Bparam2=&param1=value1&param2=&%7Cparam1=value4&%7Cparam2=';
const KEY = '1234+-/123/1.txt';

interface Vector {
  readonly headers?: Record<string, string>;
  readonly query?: string;
  readonly additional?: readonly string[];
  readonly date: string;
}

function signature({ headers = {}, query = QUERY, additional = [], date }: Vector): string {
  const scope = { day: date.slice(0, 8), region: 'cn-hangzhou' };
  const { entries } = new Query(query);
  const asked = { method: 'PUT', headers, additional, bucket: 'bucket', key: KEY, query: entries };
  return signV4('sk', scope, stringToSignV4(date, scope, canonicalRequestV4(asked)));
}

/** Requests and signatures that the vendor's SDKs (Go, Python, PHP, C++, C#) check themselves against: pair ak/sk. */
describe('signatures that SDKs make', () => {
  const plain = { abc: 'value', zabc: 'value', xyz: 'value', 'x-oss-head1': 'value' };
  const sent = (date: string) => ({
    ...plain,
    'content-type': 'text/plain',
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': date,
  });
  const inUrl = { ...plain, 'content-type': 'application/octet-stream' };
  const urlQuery = (date: string, more = '') =>
    `${QUERY}&x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date=${date}&x-oss-expires=599` +
    `&x-oss-credential=ak%2F${date.slice(0, 8)}%2Fcn-hangzhou%2Foss%2Faliyun_v4_request${more}`;

  test.each<[string, Vector, string]>([
    [
      'headers',
      { date: '20231216T162057Z', headers: sent('20231216T162057Z') },
      'e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe',
    ],
    [
      'a token',
      {
        date: '20231217T034736Z',
        headers: { ...sent('20231217T034736Z'), 'x-oss-security-token': 'token' },
      },
      'b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea',
    ],
    [
      'additional headers',
      { date: '20231216T172512Z', headers: sent('20231216T172512Z'), additional: ['abc', 'zabc'] },
      '4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f',
    ],
    [
      'a URL',
      { date: '20231217T025437Z', headers: inUrl, query: urlQuery('20231217T025437Z') },
      'a39966c61718be0d5b14e668088b3fa07601033f6518ac7b523100014269c0fe',
    ],
    [
      'a URL with a token',
      {
        date: '20231217T035628Z',
        headers: inUrl,
        query: urlQuery('20231217T035628Z', '&x-oss-security-token=token'),
      },
      '3817ac9d206cd6dfc90f1c09c00be45005602e55898f26f5ddb06d7892e1f8b5',
    ],
    [
      'a URL with additional headers',
      {
        date: '20231217T033009Z',
        headers: inUrl,
        query: urlQuery('20231217T033009Z', '&x-oss-additional-headers=abc%3Bzabc'),
        additional: ['abc', 'zabc'],
      },
      '6bd984bfe531afb6db1f7550983a741b103a8c58e5e14f83ea474c2322dfa2b7',
    ],
  ])('%s', (_, vector, expected) => {
    expect(signature(vector)).toBe(expected);
    expect(signature({ ...vector, query: `${vector.query ?? QUERY}&x-oss-signature=whatever` })).toBe(expected);
  });
});

describe('the canonical request', () => {
  const canonical = (query: string, more: object = {}) =>
    canonicalRequestV4({ method: 'GET', headers: {}, additional: [], query: new Query(query).entries, ...more });

  test('of the service', () => {
    expect(canonical('')).toBe('GET\n/\n\n\n\nUNSIGNED-PAYLOAD');
  });

  test('of a bucket', () => {
    expect(canonical('acl', { bucket: 'photos' })).toBe('GET\n/photos/\nacl\n\n\nUNSIGNED-PAYLOAD');
  });

  test('slashes of the key stay, everything else is escaped', () => {
    expect(canonical('', { bucket: 'b', key: "a/../b //+@!|'(ü).jpg~" })).toBe(
      'GET\n/b/a/../b%20//%2B%40%21%7C%27%28%C3%BC%29.jpg~\n\n\n\nUNSIGNED-PAYLOAD',
    );
  });

  test('parameters are sorted by their encoded names: B and %C3 before a', () => {
    expect(canonical('a=/&b&B=+&%C3%BC=%2F&b-c=1&b=2')).toContain('\n%C3%BC=%2F&B=%20&a=%2F&b&b=2&b-c=1\n');
  });

  test('header values are trimmed; names that are not signed do not appear', () => {
    const headers = { 'x-oss-b': ' 2 ', 'x-oss-a': 'é', range: 'bytes=0-1', host: 'h:1', 'content-md5': 'm' };
    const lines = 'content-md5:m\nhost:h:1\nx-oss-a:é\nx-oss-b:2\n';
    expect(canonical('', { headers, additional: ['host'] })).toBe(`GET\n/\n\n${lines}\nhost\nUNSIGNED-PAYLOAD`);
  });

  test('is what the independent signer writes, for any request', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => !value.includes('\0'));
    const name = fc.constantFrom('acl', 'prefix', 'x-oss-process', 'ü', 'a b', 'A', 'a', '+', '!');
    const header = fc.constantFrom('x-oss-meta-a', 'x-oss-acl', 'range', 'content-type', 'host');
    const value = fc.string({ maxLength: 8 }).map((given) => given.trim());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, text), { maxLength: 6 }),
        text,
        fc.dictionary(header, value),
        fc.boolean(),
        (pairs, key, headers, additional) => {
          const names = additional && headers.host !== undefined ? ['host'] : [];
          const query = pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
          const { entries } = new Query(query);
          const ours = canonicalRequestV4({
            method: 'GET',
            headers,
            additional: names,
            bucket: 'bucket',
            key,
            query: entries,
          });
          expect(ours).toBe(canonicalV4({ headers, query }, `/bucket/${key}`, names));
        },
      ),
    );
  });
});

test('signUrlV4 makes a URL that anybody can follow', () => {
  const url = signUrlV4({
    endpoint: 'http://localhost:9000/',
    bucket: 'photos',
    key: 'a b/ü+1.jpg',
    query: [
      ['x-oss-process', 'image/resize,w_200'],
      ['acl', ''],
    ],
    accessKeyId: 'ak',
    secret: 'sk',
    region: 'cn-hangzhou',
    from: Date.parse('2023-12-17T03:30:09.999Z'),
    seconds: 60,
  });
  const { pathname, searchParams, search } = new URL(url);
  expect(pathname).toBe('/photos/a%20b/%C3%BC%2B1.jpg');
  expect(search).toContain('?x-oss-process=image%2Fresize%2Cw_200&acl&x-oss-credential=ak%2F20231217%2Fcn-hangzhou');
  expect(searchParams.get('x-oss-date')).toBe('20231217T033009Z');
  expect(searchParams.get('x-oss-expires')).toBe('60');
  const canonical = canonicalV4({ query: search.slice(1) }, '/photos/a b/ü+1.jpg');
  const scope = '20231217/cn-hangzhou/oss/aliyun_v4_request';
  expect(searchParams.get('x-oss-signature')).toBe(signatureV4('sk', '20231217T033009Z', scope, canonical));
});
