import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

const A = [
  { key: 'a', value: '1' },
  { key: 'b', value: '' },
];
const B = [{ key: 'b', value: '2' }];

export function tagContract(open: Open): void {
  describe('tags of objects', () => {
    const at = withStore(open);
    const tagsOf = async (bucket: string, key: string) => (await at.store.head(bucket, key)).object?.tags;
    const put = (bucket: string, key: string, tags?: typeof A) =>
      at.store.put(bucket, key, Readable.from([Buffer.from('x')]), { headers: {}, ...(tags && { tags }) });

    test('of every way to make one', async () => {
      const bucket = await at.newBucket();
      const object = await put(bucket, 'put', A);
      expect(object.tags).toEqual(A);
      expect(await tagsOf(bucket, 'put')).toEqual(A);
      await at.store.copy(object, bucket, 'bare', { headers: {} });
      await at.store.copy(object, bucket, 'copy', { headers: {}, tags: B });
      await at.store.link(bucket, 'link', 'put', { headers: {}, tags: B });
      await at.store.append(bucket, 'log', 0, Readable.from([Buffer.from('x')]), { headers: {}, tags: B });
      await at.store.append(bucket, 'log', 1, Readable.from([Buffer.from('y')]), { headers: {}, tags: A });
      const upload = await at.store.uploads.initiate(bucket, 'parts', { headers: {}, tags: B });
      await at.store.uploads.putPart(upload, 1, Readable.from([Buffer.from('x')]), {});
      await at.store.uploads.complete(upload, { parts: 'all' });
      expect(await tagsOf(bucket, 'bare')).toBeUndefined();
      for (const key of ['copy', 'link', 'log', 'parts']) expect([key, await tagsOf(bucket, key)]).toEqual([key, B]);
    });

    test('a new version has its own; changed tags leave version and time alone', async () => {
      const bucket = await at.newBucket();
      const object = await put(bucket, 'key', A);
      await tagsOf(bucket, 'key');
      at.opened.advance(1000);
      await at.store.setTags(bucket, 'key', B);
      expect((await at.store.head(bucket, 'key')).object).toMatchObject({
        version: object.version,
        modifiedAt: object.modifiedAt,
        tags: B,
      });
      await at.store.setTags(bucket, 'key', []);
      expect(await tagsOf(bucket, 'key')).toBeUndefined();
      await at.store.setTags(bucket, 'key', A);
      await put(bucket, 'key');
      expect(await tagsOf(bucket, 'key')).toBeUndefined();
      await expect(at.store.setTags(bucket, 'none', A)).rejects.toMatchObject({ code: 'NoSuchKey' });
      await expect(at.store.setTags('nowhere', 'key', A)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });
  });
}
