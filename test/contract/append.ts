import { describe, expect, test } from 'vitest';
import { Crc64 } from '#src/store/blobs/crc64.js';
import { bodyOf, bytes, collect, contentMd5, md5Of } from './bodies.js';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

const RETENTION_MS = 600_000;
const engine = await Crc64.load();

function crcOf(all: Uint8Array): string {
  const run = engine.start();
  run.update(all);
  return run.digest();
}

export function appendContract(open: Open): void {
  describe('append', () => {
    const at = withStore(open, { retentionMs: RETENTION_MS });
    const append = (bucket: string, position: number, text: string | Buffer, options = {}) =>
      at.store.append(bucket, 'key', position, bodyOf(text), { headers: {}, ...options });
    const textAt = async (bucket: string) => String(await collect(await at.store.read(await at.found(bucket, 'key'))));

    test('the first makes the object, the others lengthen it; each is a version of its own', async () => {
      const bucket = await at.newBucket();
      const headers = { 'content-type': 'text/plain' };
      const first = await append(bucket, 0, '12345', { headers, acl: 'public-read', storageClass: 'IA' });
      expect(first).toMatchObject({ size: 5, etag: md5Of('12345'), crc64: crcOf(Buffer.from('12345')) });
      const before = await at.found(bucket, 'key');
      await at.store.saveFacts(before, '{}');
      at.opened.advance(1000);
      const second = await append(bucket, 5, '6789', { headers: { other: 'x' }, acl: 'private' });
      expect(second).toMatchObject({ size: 9, crc64: '11051210869376104954' });
      expect(second.etag).not.toBe(first.etag);
      const object = await at.found(bucket, 'key');
      expect(object).toEqual({
        ...before,
        version: expect.not.stringMatching(before.version),
        size: 9,
        etag: second.etag,
        crc64: second.crc64,
        modifiedAt: before.modifiedAt + 1000,
        type: 'Appendable',
        segments: expect.any(Array),
      });
      expect(await textAt(bucket)).toBe('123456789');
      expect(String(await collect(await at.store.read(before)))).toBe('12345');
    });

    test('another position, another kind of object, no bucket: refused before the body is read', async () => {
      const bucket = await at.newBucket();
      const refused = async (name: string, key: string, position: number) => {
        const body = bodyOf('unread');
        const error = await at.store.append(name, key, position, body, { headers: {} }).catch((thrown) => thrown);
        expect(body.readableDidRead).toBe(false);
        return error;
      };
      const mismatch = (length: number) => ({
        code: 'PositionNotEqualToLength',
        status: 409,
        message: 'Position is not equal to file length',
        headers: { 'x-oss-next-append-position': String(length) },
      });
      expect(await refused(bucket, 'key', 1)).toMatchObject(mismatch(0));
      await append(bucket, 0, 'abc');
      for (const position of [0, 2, 4]) expect(await refused(bucket, 'key', position)).toMatchObject(mismatch(3));
      await at.put(bucket, 'normal', 'abc');
      expect(await refused(bucket, 'normal', 3)).toMatchObject({ code: 'ObjectNotAppendable', status: 409 });
      expect(await refused('nowhere', 'key', 0)).toMatchObject({ code: 'NoSuchBucket' });
      await expect(append(bucket, 3, 'x', { md5: contentMd5('y') })).rejects.toMatchObject({ code: 'InvalidDigest' });
      await expect(append(bucket, 3, 'x', { size: 2 })).rejects.toMatchObject({ code: 'IncompleteBody' });
      expect(await textAt(bucket)).toBe('abc');
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
    });

    test('of many at once at one position, one is stored', async () => {
      const bucket = await at.newBucket();
      await append(bucket, 0, 'abc');
      const all = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => append(bucket, 3, `${n}`)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of all)
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({
            headers: { 'x-oss-next-append-position': expect.stringMatching(/^[34]$/) },
          });
      expect(await textAt(bucket)).toMatch(/^abc[0-5]$/);
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
    });

    test('no bytes: an empty object, and one that stays as it is', async () => {
      const bucket = await at.newBucket();
      await append(bucket, 0, '');
      await append(bucket, 0, 'abc');
      const before = await at.found(bucket, 'key');
      expect(await append(bucket, 3, '')).toMatchObject({ size: 3, etag: before.etag });
      expect(await at.found(bucket, 'key')).toEqual(before);
      expect(await textAt(bucket)).toBe('abc');
    });

    test('two hundred small appends stay readable, in few segments; what they were is swept', async () => {
      const bucket = await at.newBucket();
      const all = bytes(5000);
      for (let n = 0; n < 5000; n += 25) await append(bucket, n, all.subarray(n, n + 25));
      const object = await at.found(bucket, 'key');
      expect(object.segments.length).toBeLessThanOrEqual(64);
      expect(object).toMatchObject({ size: 5000, crc64: crcOf(all) });
      expect((await collect(await at.store.read(object))).equals(all)).toBe(true);
      at.opened.advance(2 * RETENTION_MS);
      await at.store.sweep();
      expect((await collect(await at.store.read(object))).equals(all)).toBe(true);
    });

    test('a put and a copy over it, and after a deletion it begins anew', async () => {
      const bucket = await at.newBucket();
      await append(bucket, 0, 'abc');
      const copy = await at.store.copy(await at.found(bucket, 'key'), bucket, 'copy', { headers: {} });
      expect(copy.type).toBe('Appendable');
      await at.store.append(bucket, 'copy', 3, bodyOf('def'), { headers: {} });
      expect(String(await collect(await at.store.read(await at.found(bucket, 'copy'))))).toBe('abcdef');
      expect(await textAt(bucket)).toBe('abc');
      await at.put(bucket, 'key', 'normal');
      await expect(append(bucket, 6, 'x')).rejects.toMatchObject({ code: 'ObjectNotAppendable' });
      await at.store.delete(bucket, 'key');
      await append(bucket, 0, 'new');
      expect(await textAt(bucket)).toBe('new');
    });
  });
}
