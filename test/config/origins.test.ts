/** The file of origins that the operator names: what is understood, and that nothing secret is said of what is not. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '#src/config.js';

const directory = mkdtempSync(join(tmpdir(), 'tintype-origins-'));
const path = join(directory, 'origins.json');
afterAll(() => rmSync(directory, { recursive: true }));

const SECRET = 'sesame+open/=';
const OSS = {
  kind: 'oss',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  bucket: 'old-pictures',
  accessKeyId: 'LTAIexample',
  accessKeySecret: SECRET,
  buckets: ['photos'],
};
const S3 = { ...OSS, kind: 's3', endpoint: 'http://10.1.2.3:7480', region: 'us-east-1', allow: ['10.1.2.0/24'] };

function read(content: unknown, mode = 0o600, flags = {}) {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
  return loadConfig({ flags: { 'mirror-origins': path, ...flags }, env: {} }).mirror.origins;
}

function refusalOf(content: unknown, mode?: number): string {
  try {
    read(content, mode);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'not refused';
}

test('is read, with what goes without saying', () => {
  const { accessKeyId: id, accessKeySecret: secret, ...about } = OSS;
  expect(read({ 'old-oss': OSS, ceph: { ...S3, account: 'alice' } })).toEqual([
    { ...about, name: 'old-oss', key: { id, secret }, addressing: 'subdomain', allow: [] },
    {
      ...about,
      ...{ name: 'ceph', kind: 's3', endpoint: 'http://10.1.2.3:7480', region: 'us-east-1', key: { id, secret } },
      ...{ addressing: 'path', allow: ['10.1.2.0/24'], account: 'alice' },
    },
  ]);
  expect(read({})).toEqual([]);
  expect(read({ v1: { ...OSS, region: undefined } })[0]).not.toHaveProperty('region');
  const styles = { amazon: 'https://s3.eu-central-1.amazonaws.com', own: 'https://s3.example' };
  const origins = read(
    Object.fromEntries(Object.entries(styles).map(([name, endpoint]) => [name, { ...S3, endpoint }])),
  );
  expect(origins.map(({ addressing }) => addressing)).toEqual(['subdomain', 'path']);
  const own = (more: object) => read({ own: { ...S3, endpoint: 'https://s3.example', ...more } })[0]?.addressing;
  expect([own({ pathStyle: false }), own({ cname: true }), own({ cname: false })]).toEqual([
    'subdomain',
    'cname',
    'path',
  ]);
});

test('is refused where everybody on the machine may read or write it', () => {
  for (const mode of [0o604, 0o602, 0o644]) expect(refusalOf({ a: OSS }, mode)).toMatch(/chmod 600\.$/);
  expect(read({ a: OSS }, 0o640)).toHaveLength(1);
});

test.each([
  'http://10.1.3.3:7480',
  'http://127.0.0.1',
  'http://[::1]',
  'http://169.254.169.254',
  'https://oss.example:22',
  'http://oss.example:6000',
])('%s: what no fetch may ask is refused with its file', (endpoint) => {
  const refusal = refusalOf({ good: OSS, inside: { ...S3, endpoint } });
  expect(refusal).toBe(
    `--mirror-origins ${path}: in "inside": "endpoint" '${endpoint}' must have port 80, 443 or one from 1024 on that ` +
      'browsers do not avoid, and an address of the open internet, or one that its "allow" or --mirror-allow names.',
  );
});

test('an address is one that the origin or all of them may have; that of a name is looked at with each fetch', () => {
  const inside = { ...S3, endpoint: 'http://10.1.3.3:7480' };
  expect(read({ inside: { ...inside, allow: ['10.1.3.3'] } })).toHaveLength(1);
  expect(read({ inside }, 0o600, { 'mirror-allow': '10.1.3.0/24' })).toHaveLength(1);
  expect(read({ inside: { ...S3, endpoint: 'http://localhost:7480', allow: [] } })).toHaveLength(1);
});

describe('is refused, and named, and nothing secret is shown', () => {
  const without = (name: string) => ({ a: { ...OSS, [name]: undefined } });
  test.each<[string, unknown, RegExp]>([
    ['no JSON', `{ "a": { "accessKeySecret": "${SECRET}" } oops`, /must hold one JSON object/],
    ['a list', [OSS], /must hold one JSON object/],
    ['a text', { a: SECRET }, /in "a": it must be a JSON object/],
    ['a name', { 'A b': OSS }, /in "A b": its name must be 1 to 63/],
    ['an unknown entry', { a: { ...OSS, secret: SECRET } }, /there is no "secret"; there is kind, endpoint/],
    ['no kind', without('kind'), /"kind" is missing; it must be one of oss, s3/],
    ['a kind', { a: { ...OSS, kind: 'http' } }, /"kind" 'http' must be one of oss, s3/],
    [
      'an endpoint',
      { a: { ...OSS, endpoint: 'https://x.example/path' } },
      /"endpoint" .* must be a URL without a path/,
    ],
    ['an endpoint with a key', { a: { ...OSS, endpoint: 'ftp://x' } }, /"endpoint"/],
    ['no bucket', without('bucket'), /"bucket" is missing/],
    ['a bucket', { a: { ...OSS, bucket: '../x' } }, /"bucket" '..\/x' must be 3 to 63/],
    ['a dot in a bucket of OSS', { a: { ...OSS, bucket: 'a.b' } }, /"bucket" 'a.b' must be 3 to 63 of a-z, 0-9 and -,/],
    ['S3 without a region', { a: { ...S3, region: undefined } }, /"region" is missing/],
    ['no id', without('accessKeyId'), /"accessKeyId" is missing/],
    ['no secret', without('accessKeySecret'), /"accessKeySecret" is missing/],
    ['a secret behind the id', { a: { ...OSS, accessKeyId: `LTAI ${SECRET}` } }, /"accessKeyId" must be 1 to 256/],
    ['a secret', { a: { ...OSS, accessKeySecret: `${SECRET} ` } }, /"accessKeySecret" must be 1 to 1024 printable/],
    ['a secret in a list', { a: { ...OSS, accessKeySecret: [SECRET] } }, /"accessKeySecret" must be 1 to 1024/],
    ['no buckets', without('buckets'), /"buckets" is missing/],
    ['empty buckets', { a: { ...OSS, buckets: [] } }, /"buckets" is missing/],
    ['a dot in a bucket', { a: { ...S3, buckets: ['a.b'] } }, /"buckets" 'a.b' must be 3 to 63 of a-z, 0-9 and -,/],
    ['every bucket', { a: { ...OSS, buckets: ['*'] } }, /"buckets" '\*' must be 3 to 63/],
    ['buckets that are no list', { a: { ...OSS, buckets: 'photos' } }, /"buckets" must be a list/],
    ['an address', { a: { ...OSS, allow: ['10.0.0.0/99'] } }, /"allow" '10.0.0.0\/99' must be an IP address/],
    ['a path style', { a: { ...OSS, pathStyle: 'yes' } }, /"pathStyle" must be true or false/],
    ['a host before an address', { a: { ...S3, pathStyle: false } }, /"pathStyle" must be true: no bucket stands/],
    ['two places of a bucket', { a: { ...OSS, cname: true, pathStyle: true } }, /"pathStyle" and "cname" cannot both/],
    ['a cname', { a: { ...OSS, cname: 1 } }, /"cname" must be true or false/],
    ['an address for a domain', { a: { ...S3, cname: true } }, /"cname" must be false: no bucket is bound to an/],
    ['an account', { a: { ...OSS, account: 'a b' } }, /"account" 'a b' must be the id/],
  ])('%s', (_, content, expected) => {
    const refusal = refusalOf(content);
    expect(refusal).toMatch(expected);
    expect(refusal).toContain(`--mirror-origins ${path}`);
    expect(refusal).not.toContain(SECRET);
  });

  // Node 24 takes such a name for one of a host.
  test.skipIf(URL.canParse('https://xn--a.example'))('a bucket that no host begins with', () => {
    const refusal = refusalOf({ a: { ...S3, endpoint: 'https://s3.us-east-1.amazonaws.com', bucket: 'xn--a' } });
    expect(refusal).toMatch(/"pathStyle" must be true: the name of the bucket/);
  });

  test('a file that is not there', () => {
    const flags = { 'mirror-origins': join(directory, 'none.json') };
    expect(() => loadConfig({ flags, env: {} })).toThrow(/cannot be read \(ENOENT\)/);
  });
});
