/** The vendor's SDK for Ruby. What it does is in the scripts beside this; here is what it must have seen. */
import { expect, test } from 'vitest';
import { describeRuby, useRuby, WAYS, type Way } from './ruby.js';

const ruby = useRuby();
const NOT_BUILT = [501, 'NotImplemented'];

describeRuby.each(Object.keys(WAYS) as Way[])('%s', (way) => {
  test('buckets', async () => {
    const { not_built: notBuilt, ...seen } = await ruby.saw('buckets', way);
    expect(seen).toEqual({
      listed: [`ruby-buckets-${way.replace(' ', '-')}`],
      exists: [true, false],
      acl: ['private', 'public-read'],
      no_cors: [],
      cors: [[['http://shop.example'], ['GET', 'PUT'], ['x-oss-*'], ['ETag'], 60]],
      preflight: ['http://shop.example', 'GET, PUT', '60'],
      cors_deleted: [],
      referer: [false, ['http://shop.example', 'http://*.shop.example']],
      website: [false, 'not refused'],
      no_lifecycle: [],
      lifecycle: [
        ['logs', true, 'logs/', '7'],
        ['old', false, 'old/', '2020-01-01'],
      ],
      lifecycle_deleted: [],
      not_empty: [409, 'BucketNotEmpty'],
      gone: false,
    });
    expect(Object.values(notBuilt as object)).toEqual(Array(9).fill(NOT_BUILT));
  });

  test('objects', async () => {
    expect(await ruby.saw('objects', way)).toEqual({
      streamed: 'Hello 世界',
      head: [12, 'Normal', { author: 'ann' }, 'text/plain'],
      range: 'Hello',
      rewritten: ['text/html', 'inline'],
      conditions: [[412, 'PreconditionFailed'], [304, null], 8],
      'file of 1': true,
      'file of 300000': true,
      exists: [true, false],
      metas: { author: 'bob' },
      appended: [4, 'one two', 'Appendable'],
      append_elsewhere: [409, 'PositionNotEqualToLength'],
      append_to_normal: [409, 'ObjectNotAppendable'],
      copied: [
        ['Hello 世界', { author: 'bob' }],
        ['Hello 世界', { author: 'eve' }],
      ],
      acl: ['default', 'public-read'],
      names: [[true, true]],
      deleted: true,
      list: 9,
      folders: ['list/0/', 'list/1/', 'list/2/'],
      marker: ['list/2/2', 'list/2/5', 'list/2/8'],
    });
  });

  test('multipart', async () => {
    expect(await ruby.saw('multipart', way)).toEqual({
      upload_broken: [true, ['large']],
      // Two of six parts were there already.
      upload_resumed: [4, 512_017, 'Multipart', { by: 'parts' }, false, []],
      download_broken: true,
      download_resumed: true,
      parts: [
        [1, 102_400],
        [2, 512_017],
      ],
      wrong_part: [400, 'InvalidPart'],
      joined: true,
      aborted: [[], [404, 'NoSuchUpload']],
    });
  });

  test('pictures', async () => {
    const { info, ...seen } = await ruby.saw('pictures', way);
    expect(seen).toEqual({
      original: true,
      resized: [200, 'image/jpeg'],
      size: [8, 6],
      altered: 403,
      unsigned: 403,
      refused_value: 400,
      public: [200, 'image/png'],
    });
    const [status, type, text] = info as [number, string, string];
    expect([status, type]).toEqual([200, 'application/json']);
    expect(JSON.parse(text)).toMatchObject({ Format: { value: 'png' }, ImageWidth: { value: '80' } });
  });

  test('errors', async () => {
    expect(await ruby.saw('errors', way)).toEqual({
      missing: [404, 'NoSuchKey'],
      // It has no body to read the code from, and knows nothing of x-oss-err.
      head_missing: [404, null],
      no_bucket: [404, 'NoSuchBucket'],
      wrong_secret: [403, 'SignatureDoesNotMatch'],
      unknown_key: [403, 'InvalidAccessKeyId'],
      anonymous: [403, 'AccessDenied'],
      wrong_token: [403, 'InvalidSecurityToken'],
      exists_already: [409, 'FileAlreadyExists'],
      callback: NOT_BUILT,
      not_stored: false,
      request_id: true,
    });
  });
});
