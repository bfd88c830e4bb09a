import { describe, expect, test } from 'vitest';
import { bodyOf, bytes, chunked, collect } from './bodies.js';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

export function objectContract(open: Open): void {
  describe('an object', () => {
    const at = withStore(open);

    test('head tells a missing bucket from a missing key', async () => {
      const bucket = await at.newBucket();
      expect(await at.store.head('nowhere', 'key')).toEqual({});
      expect(await at.store.head(bucket, 'key')).toEqual({ bucket: await at.store.bucket(bucket) });
    });

    test('a key that was asked for in vain is there as soon as something makes it', async () => {
      const bucket = await at.newBucket();
      const source = await at.put(bucket, 'source');
      const makers: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
        put: (key) => at.put(bucket, key),
        copy: (key) => at.store.copy(source, bucket, key, { headers: {} }),
        append: (key) => at.store.append(bucket, key, 0, bodyOf('x'), { headers: {} }),
        link: (key) => at.store.link(bucket, key, 'source', { headers: {} }),
        upload: async (key) => {
          const upload = await at.store.uploads.initiate(bucket, key, { headers: {} });
          await at.store.uploads.putPart(upload, 1, bodyOf('x'), {});
          await at.store.uploads.complete(upload, { parts: 'all' });
        },
      };
      for (const [key, make] of Object.entries(makers)) {
        for (let round = 0; round < 2; round++) {
          for (let again = 0; again < 2; again++) expect((await at.store.head(bucket, key)).object).toBeUndefined();
          await make(key);
          expect((await at.store.head(bucket, key)).object?.key).toBe(key);
          await at.store.delete(bucket, key);
        }
      }
    });

    test.each([
      [0, 0],
      [0, 699_999],
      [1, 65_536],
      [262_143, 262_144],
      [262_144, 524_288],
      [699_999, 699_999],
    ])('bytes %i-%i', async (start, end) => {
      const bucket = await at.newBucket();
      const all = bytes(700_000);
      const object = await at.put(bucket, 'key', chunked(all));
      const read = await collect(await at.store.read(object, { start, end }));
      expect(read.equals(all.subarray(start, end + 1))).toBe(true);
    });

    test('a range that is not there is the caller’s mistake', async () => {
      const object = await at.put(await at.newBucket(), 'key', 'five!');
      await expect(at.store.read(object, { start: 0, end: 5 })).rejects.toBeInstanceOf(RangeError);
      await expect(at.store.read(object, { start: -1, end: 2 })).rejects.toBeInstanceOf(RangeError);
    });

    test('readHead gives what there is', async () => {
      const bucket = await at.newBucket();
      const all = bytes(300_000);
      const object = await at.put(bucket, 'key', chunked(all));
      expect((await at.store.readHead(object, 65_536)).equals(all.subarray(0, 65_536))).toBe(true);
      expect((await at.store.readHead(object, 400_000)).equals(all)).toBe(true);
      expect(await at.store.readHead(await at.put(bucket, 'empty', ''), 65_536)).toHaveLength(0);
    });

    test('a reader who stops half-way leaves nothing open', async () => {
      const object = await at.put(await at.newBucket(), 'key', chunked(bytes(2_000_000)));
      const stream = await at.store.read(object);
      for await (const _ of stream) break;
      expect(stream.destroyed).toBe(true);
    });

    test('delete', async () => {
      const bucket = await at.newBucket();
      const object = await at.put(bucket, 'key');
      expect(await at.store.delete(bucket, 'key')).toBe(true);
      expect(await at.store.delete(bucket, 'key')).toBe(false);
      expect((await at.store.head(bucket, 'key')).object).toBeUndefined();
      expect(String(await collect(await at.store.read(object)))).toBe('key');
      await expect(at.store.delete('nowhere', 'key')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('deleteAll, also two of the same at once from both ends: each object once, and nothing else', async () => {
      const bucket = await at.newBucket();
      const keys = Array.from({ length: 40 }, (_, n) => `key ${n}`);
      for (const key of [...keys, 'other']) await at.put(bucket, key);
      const asked = [...keys, 'absent', keys[0] ?? ''];
      const counts = await Promise.all([asked, asked.toReversed()].map((each) => at.store.deleteAll(bucket, each)));
      expect(counts.sort((a, b) => a - b)).toEqual([0, 40]);
      for (const key of keys) expect((await at.store.head(bucket, key)).object).toBeUndefined();
      expect((await at.store.list({ bucket, limit: 10 })).objects.map(({ key }) => key)).toEqual(['other']);
    });

    test('deleteAll of a name that is none deletes nothing', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key');
      await expect(at.store.deleteAll(bucket, ['key', ''])).rejects.toMatchObject({ code: 'InvalidObjectName' });
      await expect(at.store.deleteAll('nowhere', ['key'])).rejects.toMatchObject({ code: 'NoSuchBucket' });
      expect((await at.store.head(bucket, 'key')).object).toBeDefined();
    });

    test('setObjectAcl changes the ACL and nothing else, and the next head says so', async () => {
      const bucket = await at.newBucket();
      const object = await at.put(bucket, 'key');
      await at.store.saveFacts(object, '{}');
      expect(await at.found(bucket, 'key')).toMatchObject({ acl: 'default' });
      await at.store.setObjectAcl(bucket, 'key', 'public-read');
      expect(await at.found(bucket, 'key')).toEqual({ ...object, facts: '{}', acl: 'public-read' });
      await expect(at.store.setObjectAcl(bucket, 'other', 'private')).rejects.toMatchObject({
        code: 'NoSuchKey',
        fields: { Key: 'other' },
      });
      await expect(at.store.setObjectAcl('nowhere', 'key', 'private')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('facts belong to a version', async () => {
      const bucket = await at.newBucket();
      const object = await at.put(bucket, 'key', 'one');
      expect(object.facts).toBeUndefined();
      await at.store.saveFacts(object, '{"width":400}');
      expect(await at.found(bucket, 'key')).toEqual({ ...object, facts: '{"width":400}' });

      const next = await at.put(bucket, 'key', 'two');
      expect(await at.found(bucket, 'key')).toEqual(next);
      await at.store.saveFacts(object, '{"width":400}');
      expect(await at.found(bucket, 'key')).toEqual(next);
    });
  });

  describe('a closed store', () => {
    test('does what it was asked before, and nothing after', async () => {
      const opened = await open();
      await opened.store.createBucket({ name: 'bucket', owner: 'account-1' });
      const asked = Array.from({ length: 10 }, (_, n) =>
        opened.store.setBucketAcl('bucket', n % 2 ? 'private' : 'public-read'),
      );
      const closed = opened.store.close();
      await expect(Promise.all(asked)).resolves.toHaveLength(10);
      await closed;
      await expect(opened.store.setBucketAcl('bucket', 'private')).rejects.toThrow('closed');
      await opened.dispose();
    });
  });
}
