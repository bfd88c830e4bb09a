import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { bodyOf, bytes, chunked, collect, contentMd5, failing, md5Of, stalled } from './bodies.js';
import { type Fixture, withStore } from './fixture.js';
import type { Open } from './store.js';

export function putContract(open: Open): void {
  describe('put', () => {
    const at = withStore(open);

    test('the record says what was stored, and head says the same', async () => {
      const bucket = await at.newBucket();
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-oss-meta-title': 'Bäume \u0000 木 "quoted"' };
      const object = await at.put(bucket, 'photos/木.txt', '123456789', {
        headers,
        acl: 'private',
        storageClass: 'IA',
      });
      expect(object).toMatchObject({
        bucket,
        key: 'photos/木.txt',
        size: 9,
        etag: '25F9E794323B453885F5181F1B624D0B',
        crc64: '11051210869376104954',
        type: 'Normal',
        acl: 'private',
        storageClass: 'IA',
        headers,
      });
      expect(await at.found(bucket, 'photos/木.txt')).toEqual(object);
    });

    test.each([0, 1, 65_536, (1 << 20) - 1, 1 << 20, 3_500_001])(
      'a body of %i bytes comes back whole',
      async (size) => {
        const bucket = await at.newBucket();
        const all = bytes(size);
        const object = await at.put(bucket, 'key', chunked(all), { size, md5: contentMd5(all) });
        expect(object).toMatchObject({ size, etag: md5Of(all) });
        expect((await collect(await at.store.read(object))).equals(all)).toBe(true);
      },
    );

    test('a body in thousands of tiny chunks', async () => {
      const bucket = await at.newBucket();
      const all = bytes(5000);
      const object = await at.put(bucket, 'key', chunked(all, 1));
      expect(object.etag).toBe(md5Of(all));
      expect((await collect(await at.store.read(object))).equals(all)).toBe(true);
    });

    test('a new version replaces the old one, whose bytes can still be read', async () => {
      const bucket = await at.newBucket();
      const before = await at.put(bucket, 'key', 'before');
      const after = await at.put(bucket, 'key', 'after!');
      expect(after.version).not.toBe(before.version);
      expect(await at.found(bucket, 'key')).toEqual(after);
      expect(String(await collect(await at.store.read(before)))).toBe('before');
    });

    test('many at once on one key: one whole version remains', async () => {
      const bucket = await at.newBucket();
      const all = await Promise.all(Array.from({ length: 12 }, (_, n) => at.put(bucket, 'key', `version ${n}`)));
      const object = await at.found(bucket, 'key');
      expect(all.map(({ version }) => version)).toContain(object.version);
      expect(md5Of(await collect(await at.store.read(object)))).toBe(object.etag);
    });

    test('forbidOverwrite: of many at once, one is stored', async () => {
      const bucket = await at.newBucket();
      const puts = Array.from({ length: 8 }, (_, n) => at.put(bucket, 'key', `body ${n}`, { forbidOverwrite: true }));
      const results = await Promise.allSettled(puts);
      const lost = results.filter((result) => result.status === 'rejected');
      expect(lost).toHaveLength(7);
      for (const { reason } of lost) expect(reason).toMatchObject({ code: 'FileAlreadyExists', status: 409 });
      const won = results.findIndex((result) => result.status === 'fulfilled');
      expect(String(await collect(await at.store.read(await at.found(bucket, 'key'))))).toBe(`body ${won}`);
    });

    test('no such bucket: refused before the body is read', async () => {
      const body = bodyOf('unread');
      await expect(at.store.put('nowhere', 'key', body, { headers: {} })).rejects.toMatchObject({
        code: 'NoSuchBucket',
      });
      expect(body.readableDidRead).toBe(false);
    });

    test('forbidOverwrite and a key that is there: refused before the body is read', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key', 'before');
      const body = bodyOf('unread');
      const refused = at.put(bucket, 'key', body, { forbidOverwrite: true });
      await expect(refused).rejects.toMatchObject({ code: 'FileAlreadyExists' });
      expect(body.readableDidRead).toBe(false);
    });

    test('a body that breaks after it was refused hurts nobody', async () => {
      const body = stalled('half');
      const refused = at.put('nowhere', 'key', body);
      body.destroy(new Error('ECONNRESET'));
      await expect(refused).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('a bucket that is deleted during the upload', async () => {
      const bucket = await at.newBucket();
      const body = stalled('half');
      const put = at.put(bucket, 'key', body);
      await until(() => body.readableFlowing === true);
      await at.store.deleteBucket(bucket);
      body.push(null);
      await expect(put).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test.each(['', '\0', 'a\0b', '\ud800', 'a\udfff', 'x'.repeat(1024), '木'.repeat(342)])('key %j', async (key) => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'a', 'a');
      await expect(at.put(bucket, key, 'body')).rejects.toMatchObject({ code: 'InvalidObjectName', status: 400 });
      await expect(at.store.head(bucket, key)).rejects.toMatchObject({ code: 'InvalidObjectName' });
      await expect(at.store.delete(bucket, key)).rejects.toMatchObject({ code: 'InvalidObjectName' });
    });

    test.each([
      '../../etc/passwd',
      '//',
      '.',
      'a/../b',
      '%2F',
      "'; drop table objects; --",
      '木'.repeat(341),
      '\u{1F4F7}',
    ])('key %j is kept as it is', async (key) => {
      const bucket = await at.newBucket();
      await at.put(bucket, key, key);
      expect(String(await collect(await at.store.read(await at.found(bucket, key))))).toBe(key);
    });
  });

  describe('a put that fails', () => {
    const at = withStore(open);

    test.each([
      ['a body that ends early', () => bodyOf('short'), { size: 6 }, 'IncompleteBody'],
      ['an empty body', () => bodyOf(), { size: 1 }, 'IncompleteBody'],
      ['a body that is too long', () => bodyOf('too', 'long'), { size: 3 }, 'InvalidRequest'],
      ['a body that breaks off', () => failing(new Error('ECONNRESET'), 'half'), {}, 'IncompleteBody'],
      ['a body with an error of its own', () => failing(new OssError('RequestTimeout'), 'half'), {}, 'RequestTimeout'],
      ['another Content-MD5', () => bodyOf('bytes'), { md5: contentMd5('other') }, 'InvalidDigest'],
      ['a Content-MD5 that is not base64', () => bodyOf('bytes'), { md5: 'not base64' }, 'InvalidDigest'],
      ['a Content-MD5 of 15 bytes', () => bodyOf('bytes'), { md5: 'AAAAAAAAAAAAAAAAAAAA' }, 'InvalidDigest'],
    ])('%s leaves the version before', async (_, body, options, code) => {
      const bucket = await at.newBucket();
      await expect(at.put(bucket, 'new', body(), options)).rejects.toMatchObject({ code });
      expect((await at.store.head(bucket, 'new')).object).toBeUndefined();

      const before = await at.put(bucket, 'old', 'before');
      await expect(at.put(bucket, 'old', body(), options)).rejects.toMatchObject({ code });
      expect(await at.found(bucket, 'old')).toEqual(before);
    });

    test('a client that leaves', async () => {
      await expectAborted(at, (_, body) => body.destroy(), 'IncompleteBody');
    });

    test('a signal', async () => {
      await expectAborted(at, (abort) => abort.abort(), 'IncompleteBody');
    });

    test('a signal with a reason of its own', async () => {
      await expectAborted(at, (abort) => abort.abort(new OssError('RequestTimeout')), 'RequestTimeout');
    });

    test('a signal that was given before, and a body that was gone before', async () => {
      const bucket = await at.newBucket();
      const aborted = at.put(bucket, 'key', bodyOf('x'), { signal: AbortSignal.abort() });
      await expect(aborted).rejects.toMatchObject({ code: 'IncompleteBody' });
      await expect(at.put(bucket, 'key', bodyOf('x').destroy())).rejects.toMatchObject({ code: 'IncompleteBody' });
      const broken = bodyOf('x').destroy(new Error('gone'));
      await expect(at.put(bucket, 'key', broken)).rejects.toMatchObject({ code: 'IncompleteBody' });
      expect((await at.store.head(bucket, 'key')).object).toBeUndefined();
    });

    test('the body is left alive, so that its socket can carry the answer', async () => {
      const bucket = await at.newBucket();
      const body = stalled('too long');
      await expect(at.put(bucket, 'key', body, { size: 3, signal: aborting(20) })).rejects.toBeInstanceOf(OssError);
      expect(body.destroyed).toBe(false);
    });
  });
}

type Abort = (controller: AbortController, body: ReturnType<typeof stalled>) => void;

async function expectAborted(at: Fixture, abort: Abort, code: string): Promise<void> {
  const bucket = await at.newBucket();
  const controller = new AbortController();
  const body = stalled('half of it');
  const put = at.put(bucket, 'key', body, { signal: controller.signal });
  await until(() => body.readableFlowing === true);
  abort(controller, body);
  await expect(put).rejects.toMatchObject({ code });
  expect((await at.store.head(bucket, 'key')).object).toBeUndefined();
}

function aborting(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
