import { describe, expect, test } from 'vitest';
import { bodyOf } from './bodies.js';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

const MOST = 3;
const category = 'image';

export function styleContract(open: Open): void {
  describe('styles', () => {
    const at = withStore(open);
    const put = (bucket: string, name: string, content: string, most = MOST) =>
      at.store.styles.put(bucket, { name, content, category, most });

    test('are listed in the order of their creation, which a change keeps', async () => {
      const bucket = await at.newBucket();
      await at.newBucket();
      expect(await at.store.styles.list(bucket)).toEqual([]);
      await put(bucket, 'b', 'image/resize,w_1');
      at.opened.advance(1000);
      await put(bucket, 'a', 'csdar5324');
      at.opened.advance(1000);
      await put(bucket, 'b', 'image/resize,w_2');
      const [b, a] = await at.store.styles.list(bucket);
      expect(a).toMatchObject({ name: 'a', content: 'csdar5324', category });
      expect(b).toMatchObject({ name: 'b', content: 'image/resize,w_2' });
      expect(b?.modifiedAt).toBe((b?.createdAt ?? 0) + 2000);
      expect(a?.modifiedAt).toBe(a?.createdAt);
    });

    test('come with the rows of an object, each change at once', async () => {
      const bucket = await at.newBucket();
      const object = await at.put(bucket, 'key');
      const style = async (key: string) => (await at.store.head(bucket, key, 'small')).style?.content;
      expect(await style('key')).toBeUndefined();
      for (const content of ['image/resize,w_1', 'image/resize,w_2']) {
        await put(bucket, 'small', content);
        expect(await style('key')).toBe(content);
        expect(await style('key')).toBe(content);
        expect(await style('nothing')).toBe(content);
      }
      expect((await at.store.head(bucket, 'key', 'small')).object).toEqual(object);
      expect((await at.store.head(bucket, 'key')).style).toBeUndefined();
      expect((await at.store.head(bucket, 'key', 'SMALL')).style).toBeUndefined();
      await at.store.styles.remove(bucket, 'small');
      expect(await style('key')).toBeUndefined();
    });

    test('come with an object of many segments, too', async () => {
      const bucket = await at.newBucket();
      await put(bucket, 'small', 'image/info');
      await at.store.append(bucket, 'log', 0, bodyOf('one'), { headers: {} });
      await at.store.append(bucket, 'log', 3, bodyOf('two'), { headers: {} });
      const { object, style } = await at.store.head(bucket, 'log', 'small');
      expect([object?.segments.length, style?.name]).toEqual([2, 'small']);
    });

    test('belong to their bucket', async () => {
      const [mine, other] = [await at.newBucket(), await at.newBucket()];
      await put(mine, 'small', 'image/resize,w_1');
      expect((await at.store.head(other, 'key', 'small')).style).toBeUndefined();
      await at.store.styles.remove(other, 'small');
      expect(await at.store.styles.list(mine)).toHaveLength(1);
    });

    test('are so many and no more, also for many who ask at once; a change is none more', async () => {
      const bucket = await at.newBucket();
      const asked = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((name) => put(bucket, name, 'x')));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST);
      const styles = await at.store.styles.list(bucket);
      expect(styles).toHaveLength(MOST);
      await expect(put(bucket, 'f', 'x')).rejects.toMatchObject({ code: 'InvalidArgument' });
      await put(bucket, styles[0]?.name ?? '', 'changed');
      await at.store.styles.remove(bucket, styles[1]?.name ?? '');
      await put(bucket, 'f', 'x');
    });

    test('go with their bucket, and do not hold it', async () => {
      const bucket = await at.newBucket();
      await put(bucket, 'small', 'x');
      await at.put(bucket, 'key');
      await at.store.head(bucket, 'key', 'small');
      await at.store.delete(bucket, 'key');
      await at.store.deleteBucket(bucket);
      expect(await at.store.styles.list(bucket)).toEqual([]);
      await at.store.createBucket({ name: bucket, owner: OWNER });
      await at.put(bucket, 'key');
      expect((await at.store.head(bucket, 'key', 'small')).style).toBeUndefined();
    });

    test('removing one that is not there is nothing; a bucket that is not there is an error', async () => {
      await at.store.styles.remove(await at.newBucket(), 'nothing');
      await expect(at.store.styles.remove('nowhere', 'a')).rejects.toMatchObject({ code: 'NoSuchBucket' });
      await expect(put('nowhere', 'a', 'x')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });
  });

  describe('the process configuration', () => {
    const at = withStore(open);

    test('is kept with the bucket, and seen at once by whoever asks for an object', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key');
      expect((await at.store.head(bucket, 'key')).bucket?.process).toBeUndefined();
      const made = {
        domains: 'img',
        protectedSuffixes: ['jpg'],
        delimiters: ['-', '/'],
        oldSyntaxOnOss: true,
        channelRules: { rules: [{ name: '图', regex: '\\.webp$', frontContent: '\t"\\u0000' }], version: 2 },
      } as const;
      await at.store.setProcessConfiguration(bucket, made);
      const kept = (await at.store.head(bucket, 'key')).bucket?.process;
      expect(kept).toEqual({ ...made, modifiedAt: expect.any(Number) });
      expect((await at.store.bucket(bucket))?.process).toEqual(kept);
      const { buckets } = await at.store.buckets({ owner: OWNER, limit: 100 });
      expect(buckets.find(({ name }) => name === bucket)?.process).toEqual(kept);
      await expect(at.store.setProcessConfiguration('nowhere', made)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });
  });
}
