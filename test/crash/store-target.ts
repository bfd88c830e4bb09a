/** The store as a target, without a server. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '#src/store/objects.js';
import type { ListedObject } from '#src/store/records.js';
import { BUCKET, chunksOf, PAGE, type Target, UnexpectedAnswer } from './target.js';

export async function storeTarget(store: ObjectStore, owner = 'harness'): Promise<Target> {
  await store.createBucket({ name: BUCKET, owner });
  return {
    put: async (key, bytes) => {
      await store.put(BUCKET, key, Readable.from(chunksOf(bytes)), { headers: {}, size: bytes.length });
    },
    abort: async (key, bytes) => {
      const half = Readable.from(chunksOf(bytes.subarray(0, bytes.length / 2)));
      await store.put(BUCKET, key, half, { headers: {}, size: bytes.length }).catch(() => {});
    },
    delete: async (key) => {
      await store.delete(BUCKET, key);
    },
    append: async (key, position, bytes) => {
      const body = Readable.from(chunksOf(bytes));
      await store.append(BUCKET, key, position, body, { headers: {}, size: bytes.length });
    },
    initiate: async (key) => (await store.uploads.initiate(BUCKET, key, { headers: {} })).id,
    putPart: async (key, id, number, bytes) => {
      const body = Readable.from(chunksOf(bytes));
      await store.uploads.putPart({ bucket: BUCKET, key, id }, number, body, { size: bytes.length });
    },
    complete: async (key, id) => {
      await store.uploads.complete({ bucket: BUCKET, key, id }, { parts: 'all' });
    },
    abortUpload: (key, id) => store.uploads.abort({ bucket: BUCKET, key, id }),
    uploads: async () => {
      const { uploads } = await store.uploads.list({ bucket: BUCKET, limit: 1000 });
      return uploads.map(({ key, id }) => ({ key, upload: id }));
    },
    parts: async (key, id) => (await store.uploads.parts({ bucket: BUCKET, key, id }, 0, 1000)).parts,
    copy: async (from, to) => {
      const { object } = await store.head(BUCKET, from);
      if (object === undefined) throw new UnexpectedAnswer(`there is no ${from} to copy`);
      await store.copy(object, BUCKET, to, { headers: {} });
    },
    putStyle: (name, content) => store.styles.put(BUCKET, { name, content, category: 'image', most: 50 }),
    deleteStyle: (name) => store.styles.remove(BUCKET, name),
    style: async (name) => (await store.styles.list(BUCKET)).find((style) => style.name === name)?.content,
    get: async (key) => {
      const { object } = await store.head(BUCKET, key);
      if (!object) return undefined;
      const { size, type, etag, crc64 } = object;
      return { bytes: await buffer(await store.read(object)), size, type, etag, crc64 };
    },
    list: async () => {
      const listed: ListedObject[] = [];
      let marker: string | undefined = '';
      while (marker !== undefined) {
        const page = await store.list({ bucket: BUCKET, marker, limit: PAGE });
        listed.push(...page.objects);
        marker = page.next;
      }
      return listed;
    },
  };
}
