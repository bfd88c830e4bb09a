import { describe, expect, test } from 'vitest';
import { Crc64 } from '#src/store/blobs/crc64.js';
import type { UploadName, UploadQuery, UploadRecord } from '#src/store/upload-records.js';
import { bodyOf, bytes, chunked, collect, contentMd5, md5Of, stalled } from './bodies.js';
import { type Fixture, withStore } from './fixture.js';
import type { Open } from './store.js';

const RETENTION_MS = 600_000;
const PART = 100 * 1024;
const engine = await Crc64.load();

function crcOf(all: Uint8Array): string {
  const run = engine.start();
  run.update(all);
  return run.digest();
}

const putPart = (at: Fixture, upload: UploadName, number: number, all: Buffer) =>
  at.store.uploads.putPart(upload, number, chunked(all), { size: all.length, md5: contentMd5(all) });

async function begun(at: Fixture, key = 'key'): Promise<UploadName> {
  return at.store.uploads.initiate(await at.newBucket(), key, { headers: {} });
}

export function uploadContract(open: Open): void {
  describe('a multipart upload', () => {
    const at = withStore(open, { retentionMs: RETENTION_MS });
    const bytesAt = async ({ bucket, key }: UploadName) => collect(await at.store.read(await at.found(bucket, key)));

    test('becomes an object of its parts, in the order of their numbers', async () => {
      const bucket = await at.newBucket();
      const headers = { 'content-type': 'video/mp4' };
      const upload = await at.store.uploads.initiate(bucket, 'film', { headers, acl: 'private', storageClass: 'IA' });
      const [first, second, third] = [bytes(PART, 1), bytes(PART + 77, 2), bytes(1234, 3)];
      const parts = [
        await putPart(at, upload, 9, third),
        await putPart(at, upload, 2, first),
        await putPart(at, upload, 5, second),
      ];
      expect(parts.map(({ number, size, md5, crc64 }) => [number, size, md5, crc64])).toEqual([
        [9, third.length, md5Of(third), crcOf(third)],
        [2, first.length, md5Of(first), crcOf(first)],
        [5, second.length, md5Of(second), crcOf(second)],
      ]);
      expect((await at.store.head(bucket, 'film')).object).toBeUndefined();
      expect((await at.store.usage(bucket)).uploads).toBe(1);

      const chosen = [2, 5, 9].map((number) => ({
        number,
        etag: String(parts.find((part) => part.number === number)?.md5).toLowerCase(),
      }));
      const made = await at.store.uploads.complete(upload, { parts: chosen });
      const all = Buffer.concat([first, second, third]);
      const object = await at.found(bucket, 'film');
      expect(object).toMatchObject({
        ...made,
        size: all.length,
        crc64: crcOf(all),
        type: 'Multipart',
        headers,
        acl: 'private',
        storageClass: 'IA',
      });
      const digests = Buffer.from([first, second, third].map(md5Of).join(''), 'hex');
      expect(object.etag).toBe(`${md5Of(digests)}-3`);
      expect((await bytesAt(upload)).equals(all)).toBe(true);
      const range = { start: PART - 1, end: 2 * PART + 77 };
      const read = await collect(await at.store.read(object, range));
      expect(read.equals(all.subarray(range.start, range.end + 1))).toBe(true);
      expect((await at.store.usage(bucket)).uploads).toBe(0);
      await expect(at.store.uploads.complete(upload, { parts: 'all' })).rejects.toMatchObject({
        code: 'NoSuchUpload',
        status: 404,
      });
    });

    test('all parts without a list; one alone may be empty', async () => {
      const upload = await begun(at);
      await putPart(at, upload, 1, bytes(PART));
      await putPart(at, upload, 3, bytes(0));
      await at.store.uploads.complete(upload, { parts: 'all', acl: 'public-read' });
      expect(await at.found(upload.bucket, 'key')).toMatchObject({ size: PART, acl: 'public-read' });
      const empty = await begun(at);
      await putPart(at, empty, 1, bytes(0));
      await at.store.uploads.complete(empty, { parts: 'all' });
      expect(await bytesAt(empty)).toHaveLength(0);
      expect((await at.found(empty.bucket, 'key')).crc64).toBe('0');
      await expect(at.store.uploads.complete(await begun(at), { parts: 'all' })).rejects.toMatchObject({
        code: 'InvalidPart',
      });
    });

    test('a part sent again replaces the first; what is replaced or not chosen is swept, what was chosen stays', async () => {
      const upload = await begun(at);
      await putPart(at, upload, 1, bytes(PART, 1));
      const kept = await putPart(at, upload, 1, bytes(PART, 2));
      await putPart(at, upload, 2, bytes(10, 3));
      await at.store.uploads.complete(upload, { parts: [{ number: 1, etag: kept.md5 }] });
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 2 });
      expect((await bytesAt(upload)).equals(bytes(PART, 2))).toBe(true);
    });

    test('parts stay however long they wait, and go with an abort', async () => {
      const upload = await begun(at);
      const part = await putPart(at, upload, 1, bytes(10));
      at.opened.advance(10 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
      expect((await at.store.uploads.parts(upload, 0, 10)).parts).toEqual([part]);
      await at.store.uploads.abort(upload);
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 1 });
      await expect(at.store.uploads.abort(upload)).rejects.toMatchObject({ code: 'NoSuchUpload' });
    });

    test('a part that arrives after the abort is refused and leaves nothing', async () => {
      const upload = await begun(at);
      const body = stalled('the first bytes');
      const late = expect(at.store.uploads.putPart(upload, 1, body, {})).rejects.toMatchObject({
        code: 'NoSuchUpload',
      });
      await at.store.uploads.abort(upload);
      body.push(null);
      await late;
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
    });

    test('what is wrong with a list of parts leaves the upload as it was', async () => {
      const upload = await begun(at);
      const [small, last] = [await putPart(at, upload, 1, bytes(PART - 1)), await putPart(at, upload, 2, bytes(1))];
      const complete = (...parts: { number: number; md5: string }[]) =>
        at.store.uploads.complete(upload, { parts: parts.map(({ number, md5 }) => ({ number, etag: md5 })) });
      await expect(complete(small, last)).rejects.toMatchObject({
        code: 'EntityTooSmall',
        fields: { PartNumber: '1', MinSizeAllowed: '102400', ProposedSize: '102399' },
      });
      await expect(complete(last, { ...small, number: 3 })).rejects.toMatchObject({
        code: 'InvalidPart',
        message: 'Part 3 was not uploaded.',
      });
      await expect(complete({ ...last, md5: small.md5 })).rejects.toMatchObject({
        code: 'InvalidPart',
        message: 'Part 2 has another ETag.',
      });
      expect((await at.store.uploads.parts(upload, 0, 10)).parts).toEqual([small, last]);
      await complete(last);
      expect(await bytesAt(upload)).toHaveLength(1);
    });

    test('forbidOverwrite, at either end', async () => {
      const upload = await begun(at);
      await putPart(at, upload, 1, bytes(5));
      await at.put(upload.bucket, 'key', 'old');
      const forbidden = { code: 'FileAlreadyExists' };
      const description = { headers: {}, forbidOverwrite: true };
      await expect(at.store.uploads.initiate(upload.bucket, 'key', description)).rejects.toMatchObject(forbidden);
      const completion = { parts: 'all', forbidOverwrite: true } as const;
      await expect(at.store.uploads.complete(upload, completion)).rejects.toMatchObject(forbidden);
      expect(String(await bytesAt(upload))).toBe('old');
      await at.store.uploads.complete(upload, { parts: 'all' });
      expect(await bytesAt(upload)).toHaveLength(5);
    });

    test('of two completions at once one makes the object', async () => {
      const upload = await begun(at);
      await putPart(at, upload, 1, bytes(5));
      const both = await Promise.allSettled([1, 2].map(() => at.store.uploads.complete(upload, { parts: 'all' })));
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('a name that is not quite that of the upload', async () => {
      const upload = await begun(at);
      for (const name of [
        { ...upload, key: 'other' },
        { ...upload, bucket: await at.newBucket() },
        { ...upload, id: upload.id.toLowerCase() },
        { ...upload, id: '' },
      ]) {
        const refused = { code: 'NoSuchUpload' };
        const body = bodyOf('unread');
        await expect(at.store.uploads.putPart(name, 1, body, {})).rejects.toMatchObject(refused);
        expect(body.readableDidRead).toBe(false);
        await expect(at.store.uploads.parts(name, 0, 1)).rejects.toMatchObject(refused);
        await expect(at.store.uploads.complete(name, { parts: 'all' })).rejects.toMatchObject(refused);
        await expect(at.store.uploads.abort(name)).rejects.toMatchObject(refused);
      }
      await expect(at.store.uploads.initiate('nowhere', 'key', { headers: {} })).rejects.toMatchObject({
        code: 'NoSuchBucket',
      });
    });

    test('a body that is not what was announced leaves the part that was there', async () => {
      const upload = await begun(at);
      const part = await putPart(at, upload, 1, bytes(10));
      const refused = (body: string, options: { size?: number; md5?: string }) =>
        at.store.uploads.putPart(upload, 1, bodyOf(body), options);
      await expect(refused('short', { size: 9 })).rejects.toMatchObject({ code: 'IncompleteBody' });
      await expect(refused('x', { md5: contentMd5('y') })).rejects.toMatchObject({ code: 'InvalidDigest' });
      await expect(refused('x', { md5: 'y' })).rejects.toMatchObject({ code: 'InvalidDigest' });
      expect((await at.store.uploads.parts(upload, 0, 10)).parts).toEqual([part]);
    });

    test('a bucket with an upload is not deleted', async () => {
      const upload = await begun(at);
      await expect(at.store.deleteBucket(upload.bucket)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
      await at.store.uploads.abort(upload);
      await at.store.deleteBucket(upload.bucket);
    });
  });

  describe('a part that is copied', () => {
    const at = withStore(open, { retentionMs: RETENTION_MS });

    test('whole or in part, of objects of one segment or many', async () => {
      const upload = await begun(at);
      const all = bytes(3 * PART);
      const source = await at.put(upload.bucket, 'source', chunked(all), { size: all.length });
      const whole = await at.store.uploads.copyPart(upload, 1, source);
      expect(whole).toMatchObject({ size: all.length, md5: source.etag, crc64: source.crc64 });
      const range = { start: 5, end: PART + 4 };
      const some = all.subarray(5, PART + 5);
      expect(await at.store.uploads.copyPart(upload, 2, source, range)).toMatchObject({
        size: PART,
        md5: md5Of(some),
        crc64: crcOf(some),
      });
      await at.store.uploads.complete(upload, { parts: 'all' });
      const joined = Buffer.concat([all, some]);
      const object = await at.found(upload.bucket, 'key');
      expect(object).toMatchObject({ size: joined.length, crc64: crcOf(joined) });

      const second = await at.store.uploads.initiate(upload.bucket, 'second', { headers: {} });
      const across = { start: 3 * PART - 10, end: 3 * PART + 9 };
      await at.store.uploads.copyPart(second, 1, object);
      await at.store.uploads.copyPart(second, 2, object, across);
      await at.store.uploads.complete(second, { parts: 'all' });
      for (const key of ['source', 'key']) await at.store.delete(upload.bucket, key);
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
      const read = await collect(await at.store.read(await at.found(upload.bucket, 'second')));
      expect(read.equals(Buffer.concat([joined, joined.subarray(across.start, across.end + 1)]))).toBe(true);
      expect((await at.found(upload.bucket, 'second')).crc64).toBe(crcOf(read));
    });
  });

  describe('the uploads of a bucket', () => {
    const at = withStore(open);

    test('parts, page by page', async () => {
      const upload = await begun(at);
      const numbers = [7, 1, 10_000, 3];
      for (const number of numbers) await putPart(at, upload, number, bytes(number % 11));
      const page = async (after: number, limit: number) => {
        const { parts, next } = await at.store.uploads.parts(upload, after, limit);
        return [parts.map(({ number }) => number), next];
      };
      expect(await page(0, 10)).toEqual([[1, 3, 7, 10_000], undefined]);
      expect(await page(0, 2)).toEqual([[1, 3], 3]);
      expect(await page(3, 2)).toEqual([[7, 10_000], undefined]);
      expect((await at.store.uploads.parts(upload, 0, 1)).upload).toEqual(upload);
    });

    test('by key and id, folded or not, in pages that together are all', async () => {
      const bucket = await at.newBucket();
      const keys = ['a', 'a', 'a', 'b/1', 'b/2', 'b/c/3', '\u{FF5E}', '\u{1F4F7}', 'd'];
      const all: UploadRecord[] = [];
      for (const key of keys) all.push(await at.store.uploads.initiate(bucket, key, { headers: {} }));
      await at.store.uploads.initiate(await at.newBucket(), 'a', { headers: {} });
      const order = ['a', 'b/1', 'b/2', 'b/c/3', 'd', '\u{FF5E}', '\u{1F4F7}'];
      const sorted = order.flatMap((key) =>
        all.filter((upload) => upload.key === key).sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
      expect((await at.store.uploads.list({ bucket, limit: 100 })).uploads).toEqual(sorted);

      const pages = async (query: Omit<UploadQuery, 'bucket'>) => {
        const seen: string[] = [];
        let markers: Partial<UploadQuery> = {};
        for (let n = 0; n < 20; n++) {
          const { uploads, prefixes, next } = await at.store.uploads.list({ bucket, ...query, ...markers });
          seen.push(...[...uploads.map(({ key }) => key), ...prefixes].sort());
          if (next === undefined) return seen;
          markers = { keyMarker: next.key, idMarker: next.id };
        }
        throw new Error('pages without end');
      };
      for (const limit of [1, 2, 3, 100]) {
        expect((await pages({ limit })).sort()).toEqual([...keys].sort());
        expect((await pages({ limit, delimiter: '/' })).sort()).toEqual(
          ['a', 'a', 'a', 'b/', 'd', '\u{FF5E}', '\u{1F4F7}'].sort(),
        );
        expect(await pages({ limit, delimiter: '/', prefix: 'b/' })).toEqual(['b/1', 'b/2', 'b/c/']);
      }
      const keysOf = async (query: Omit<UploadQuery, 'bucket' | 'limit'>) =>
        (await at.store.uploads.list({ bucket, limit: 100, ...query })).uploads.map(({ key }) => key);
      expect(await keysOf({ keyMarker: 'a' })).toEqual(order.slice(1));
      expect(await keysOf({ keyMarker: 'b/1', prefix: 'b/' })).toEqual(['b/2', 'b/c/3']);
      expect(await keysOf({ keyMarker: 'a', prefix: 'b/' })).toEqual(['b/1', 'b/2', 'b/c/3']);
      const second = sorted[1]?.id ?? '';
      expect(await keysOf({ keyMarker: 'a', idMarker: second })).toEqual(['a', ...order.slice(1)]);
      expect(await keysOf({ idMarker: second })).toHaveLength(9);
    });
  });
}
