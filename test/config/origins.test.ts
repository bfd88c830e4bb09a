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

function read(content: unknown, mode = 0o600) {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
  return loadConfig({ flags: { 'mirror-origins': path }, env: {} }).mirror.origins;
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
    { ...about, name: 'old-oss', key: { id, secret }, pathStyle: false, allow: [] },
    {
      ...about,
      ...{ name: 'ceph', kind: 's3', endpoint: 'http://10.1.2.3:7480', region: 'us-east-1', key: { id, secret } },
      ...{ pathStyle: true, allow: ['10.1.2.0/24'], account: 'alice' },
    },
  ]);
  expect(read({})).toEqual([]);
  expect(read({ v1: { ...OSS, region: undefined } })[0]).not.toHaveProperty('region');
  const styles = { amazon: 'https://s3.eu-central-1.amazonaws.com', own: 'https://s3.example' };
  const origins = read(
    Object.fromEntries(Object.entries(styles).map(([name, endpoint]) => [name, { ...S3, endpoint }])),
  );
  expect(origins.map(({ pathStyle }) => pathStyle)).toEqual([false, true]);
  expect(read({ own: { ...S3, endpoint: 'https://s3.example', pathStyle: false } })[0]?.pathStyle).toBe(false);
});

test('is refused where everybody on the machine may read or write it', () => {
  for (const mode of [0o604, 0o602, 0o644]) expect(refusalOf({ a: OSS }, mode)).toMatch(/chmod 600\.$/);
  expect(read({ a: OSS }, 0o640)).toHaveLength(1);
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
    ['S3 without a region', { a: { ...S3, region: undefined } }, /"region" is missing/],
    ['no id', without('accessKeyId'), /"accessKeyId" is missing/],
    ['no secret', without('accessKeySecret'), /"accessKeySecret" is missing/],
    ['a secret behind the id', { a: { ...OSS, accessKeyId: `LTAI ${SECRET}` } }, /"accessKeyId" must be 1 to 256/],
    [
      'a bucket that no host begins with',
      { a: { ...S3, endpoint: 'https://s3.us-east-1.amazonaws.com', bucket: 'xn--a' } },
      /"pathStyle" must be true: the name of the bucket/,
    ],
    ['a secret', { a: { ...OSS, accessKeySecret: `${SECRET} ` } }, /"accessKeySecret" must be 1 to 1024 printable/],
    ['a secret in a list', { a: { ...OSS, accessKeySecret: [SECRET] } }, /"accessKeySecret" must be 1 to 1024/],
    ['no buckets', without('buckets'), /"buckets" is missing/],
    ['empty buckets', { a: { ...OSS, buckets: [] } }, /"buckets" is missing/],
    ['every bucket', { a: { ...OSS, buckets: ['*'] } }, /"buckets" '\*' must be 3 to 63/],
    ['buckets that are no list', { a: { ...OSS, buckets: 'photos' } }, /"buckets" must be a list/],
    ['an address', { a: { ...OSS, allow: ['10.0.0.0/99'] } }, /"allow" '10.0.0.0\/99' must be an IP address/],
    ['a path style', { a: { ...OSS, pathStyle: 'yes' } }, /"pathStyle" must be true or false/],
    ['a host before an address', { a: { ...S3, pathStyle: false } }, /"pathStyle" must be true: no bucket stands/],
    ['an account', { a: { ...OSS, account: 'a b' } }, /"account" 'a b' must be the id/],
  ])('%s', (_, content, expected) => {
    const refusal = refusalOf(content);
    expect(refusal).toMatch(expected);
    expect(refusal).toContain(`--mirror-origins ${path}`);
    expect(refusal).not.toContain(SECRET);
  });

  test('a file that is not there', () => {
    const flags = { 'mirror-origins': join(directory, 'none.json') };
    expect(() => loadConfig({ flags, env: {} })).toThrow(/cannot be read \(ENOENT\)/);
  });
});
