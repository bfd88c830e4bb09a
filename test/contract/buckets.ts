import { describe, expect, test } from 'vitest';
import { bodyOf } from './bodies.js';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

export function bucketContract(open: Open): void {
  describe('buckets', () => {
    const at = withStore(open);

    test('a new bucket is private, and there', async () => {
      const { bucket, created } = await at.store.createBucket({ name: 'fresh', owner: OWNER });
      expect(created).toBe(true);
      expect(bucket).toMatchObject({ name: 'fresh', owner: OWNER, acl: 'private', storageClass: 'Standard' });
      expect(await at.store.bucket('fresh')).toEqual(bucket);
      expect((await at.store.head('fresh', 'nothing')).bucket).toEqual(bucket);
    });

    test('creating it again changes its ACL when one is given, and nothing else', async () => {
      const { bucket } = await at.store.createBucket({ name: 'again', owner: OWNER, acl: 'public-read' });
      expect(await at.store.createBucket({ name: 'again', owner: OWNER })).toEqual({ bucket, created: false });
      const changed = { ...bucket, acl: 'private' };
      expect(await at.store.createBucket({ name: 'again', owner: OWNER, acl: 'private' })).toEqual({
        bucket: changed,
        created: false,
      });
      expect(await at.store.bucket('again')).toEqual(changed);
    });

    test('another account cannot have the name', async () => {
      const { bucket } = await at.store.createBucket({ name: 'taken', owner: OWNER });
      const theft = at.store.createBucket({ name: 'taken', owner: 'account-2', acl: 'public-read-write' });
      await expect(theft).rejects.toMatchObject({ code: 'BucketAlreadyExists', fields: { BucketName: 'taken' } });
      expect(await at.store.bucket('taken')).toEqual(bucket);
    });

    test('of many who ask for one name at once, one creates it', async () => {
      const asked = Array.from({ length: 8 }, () => at.store.createBucket({ name: 'raced', owner: OWNER }));
      expect((await Promise.all(asked)).filter(({ created }) => created)).toHaveLength(1);
    });

    test('setBucketAcl', async () => {
      const name = await at.newBucket();
      await at.store.setBucketAcl(name, 'public-read-write');
      expect((await at.store.bucket(name))?.acl).toBe('public-read-write');
      await expect(at.store.setBucketAcl('nowhere', 'private')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('setCacheControl', async () => {
      const name = await at.newBucket();
      expect((await at.store.bucket(name))?.cacheControl).toBeUndefined();
      await at.store.setCacheControl(name, 'max-age=60');
      expect((await at.store.bucket(name))?.cacheControl).toBe('max-age=60');
      expect((await at.store.head(name, 'nothing')).bucket?.cacheControl).toBe('max-age=60');
      await at.store.setCacheControl(name, undefined);
      expect((await at.store.bucket(name))?.cacheControl).toBeUndefined();
      await expect(at.store.setCacheControl('nowhere', 'no-store')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('usage, by storage class', async () => {
      const name = await at.newBucket();
      expect(await at.store.usage(name)).toEqual({ classes: [], uploads: 0 });
      await at.put(name, 'a', '12345');
      await at.put(name, 'b', '');
      await at.put(name, 'c', '123', { storageClass: 'IA' });
      await at.put(await at.newBucket(), 'a', 'of another');
      const classes = [...(await at.store.usage(name)).classes].sort((a, b) => b.objects - a.objects);
      expect(classes).toEqual([
        { storageClass: 'Standard', objects: 2, bytes: 5 },
        { storageClass: 'IA', objects: 1, bytes: 3 },
      ]);
    });

    test('whoever asks for an object sees each change of its bucket at once', async () => {
      const name = await at.newBucket();
      await at.put(name, 'key');
      for (const acl of ['public-read', 'private'] as const) {
        await at.store.setBucketAcl(name, acl);
        for (const key of ['key', 'nothing']) expect((await at.store.head(name, key)).bucket?.acl).toBe(acl);
      }
      await at.store.delete(name, 'key');
      await at.store.deleteBucket(name);
      for (const key of ['key', 'nothing']) expect(await at.store.head(name, key)).toEqual({});
    });

    test('a bucket with an object is not deleted', async () => {
      const name = await at.newBucket();
      await at.put(name, 'key');
      await expect(at.store.deleteBucket(name)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
      await at.store.delete(name, 'key');
      await at.store.deleteBucket(name);
      expect(await at.store.bucket(name)).toBeUndefined();
      expect(await at.store.head(name, 'key')).toEqual({});
      await expect(at.store.deleteBucket(name)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('a deletion and a put at once: one of them wins, and the put object is in a bucket', async () => {
      for (let round = 0; round < 20; round++) {
        const name = await at.newBucket();
        const put = at.store.put(name, 'key', bodyOf('x'), { headers: {} });
        if (round % 2 === 1) await new Promise((resolve) => setTimeout(resolve, round / 4));
        const [written, deleted] = await Promise.allSettled([put, at.store.deleteBucket(name)]);
        const lost = written.status === 'fulfilled' ? deleted : written;
        const code = written.status === 'fulfilled' ? 'BucketNotEmpty' : 'NoSuchBucket';
        expect(lost).toMatchObject({ status: 'rejected', reason: { code } });
        expect((await at.store.head(name, 'key')).object !== undefined).toBe(written.status === 'fulfilled');
      }
    });

    test('a name that a database would cut at U+0000 names nothing', async () => {
      await at.store.createBucket({ name: 'cut', owner: OWNER });
      await expect(at.store.head('cut\0', 'key')).rejects.toMatchObject({ code: 'InvalidBucketName' });
      await expect(at.store.bucket('cut\0x')).rejects.toMatchObject({ code: 'InvalidBucketName' });
      await expect(at.store.createBucket({ name: 'new\0', owner: OWNER })).rejects.toMatchObject({ status: 400 });
    });
  });

  describe('the buckets of an account', () => {
    const at = withStore(open);

    test('in order, by page, by prefix', async () => {
      for (const name of ['pear', 'apple', 'app-2', 'fig']) await at.store.createBucket({ name, owner: 'gardener' });
      await at.store.createBucket({ name: 'apricot', owner: 'somebody' });
      const names = async (query: { names?: string[]; prefix?: string; marker?: string; limit: number }) => {
        const { buckets, next } = await at.store.buckets({ owner: 'gardener', ...query });
        return [buckets.map(({ name }) => name), next];
      };
      expect(await names({ limit: 10 })).toEqual([['app-2', 'apple', 'fig', 'pear'], undefined]);
      expect(await names({ limit: 2 })).toEqual([['app-2', 'apple'], 'apple']);
      expect(await names({ limit: 2, marker: 'apple' })).toEqual([['fig', 'pear'], undefined]);
      expect(await names({ limit: 9, prefix: 'app' })).toEqual([['app-2', 'apple'], undefined]);
      expect(await names({ limit: 9, prefix: 'app', marker: 'app-2' })).toEqual([['apple'], undefined]);
      expect(await names({ limit: 9, prefix: 'f', marker: 'apple' })).toEqual([['fig'], undefined]);
      expect(await names({ limit: 9, names: ['pear', 'apricot', 'kiwi'] })).toEqual([['pear'], undefined]);
      expect(await names({ limit: 1, names: ['pear', 'fig'] })).toEqual([['fig'], 'fig']);
      expect(await names({ limit: 9, names: ['pear', 'fig'], marker: 'fig' })).toEqual([['pear'], undefined]);
    });
  });
}
