/** What the harness drives and looks at: a store, or a server that has one. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '#src/store/objects.js';

export interface Seen {
  readonly bytes: Buffer;
  readonly size: number;
  readonly etag: string;
  readonly crc64: string;
}

export interface Target {
  /** Resolves when the object was acknowledged. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Begins a put and breaks it off in the middle of its body. */
  abort(key: string, bytes: Buffer): Promise<void>;
  delete(key: string): Promise<void>;
  get(key: string): Promise<Seen | undefined>;
  /** Every key there is. */
  list(): Promise<readonly string[]>;
}

const BUCKET = 'crash';
const CHUNK = 64 << 10;

export async function storeTarget(store: ObjectStore): Promise<Target> {
  await store.createBucket({ name: BUCKET, owner: 'harness' });
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
    get: async (key) => {
      const { object } = await store.head(BUCKET, key);
      if (!object) return undefined;
      return {
        bytes: await buffer(await store.read(object)),
        size: object.size,
        etag: object.etag,
        crc64: object.crc64,
      };
    },
    list: async () => {
      const keys: string[] = [];
      let marker: string | undefined = '';
      while (marker !== undefined) {
        const page = await store.list({ bucket: BUCKET, marker, limit: 100 });
        keys.push(...page.objects.map(({ key }) => key));
        marker = page.next;
      }
      return keys;
    },
  };
}

function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let n = 0; n < bytes.length; n += CHUNK) yield bytes.subarray(n, n + CHUNK);
}
