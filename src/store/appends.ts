/** Objects that grow at their end: every append is a segment, and many small segments become one. */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { OssError } from '../errors.js';
import { refuseAppend } from './append-rules.js';
import type { BlobRecord, BlobStore } from './blobs/blobs.js';
import { expectedOf } from './expected.js';
import { checkBucket, checkKey } from './metadata/keys.js';
import type { Appended, MetadataStore } from './metadata/metadata.js';
import { roomFor } from './quotas.js';
import type { ObjectRecord, PutOptions, Segment } from './records.js';

/** More would make every read of the object's row a long one. */
const MOST_SEGMENTS = 64;

export interface AppendParts {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly clock: () => number;
  readonly read: (object: ObjectRecord) => Promise<Readable>;
}

export class Appends {
  readonly #with: AppendParts;

  constructor(parts: AppendParts) {
    this.#with = parts;
  }

  async append(bucket: string, key: string, position: number, body: Readable, options: PutOptions): Promise<Appended> {
    // A body that fails before anybody listens would end the process.
    body.on('error', () => {});
    checkBucket(bucket);
    checkKey(key);
    const expected = expectedOf(options);
    const found = await this.#with.metadata.head(bucket, key);
    if (!found.bucket) throw new OssError('NoSuchBucket', undefined, { fields: { BucketName: bucket } });
    refuseAppend(found.object, position);
    const room = found.bucket.quota === undefined ? {} : await roomFor(this.#with.metadata, bucket, options.size);
    const blob = await this.#with.blobs.write(body, { ...expected, ...room });
    const appended = await this.#commit(bucket, key, position, blob, options);
    if (!appended.used) await this.#forget(blob);
    if (appended.segments > MOST_SEGMENTS) await this.#compact(bucket, key);
    return appended;
  }

  async #commit(bucket: string, key: string, position: number, blob: BlobRecord, options: PutOptions) {
    const { id, size, md5, crc64 } = blob;
    const object: ObjectRecord = {
      bucket,
      key,
      version: randomBytes(16).toString('hex'),
      size,
      etag: md5,
      crc64,
      type: 'Appendable',
      storageClass: options.storageClass ?? 'Standard',
      acl: options.acl ?? 'default',
      modifiedAt: this.#with.clock(),
      headers: options.headers,
      ...(options.tags && options.tags.length > 0 && { tags: options.tags }),
      segments: [{ blob: id, offset: 0, length: size }],
    };
    try {
      return await this.#with.metadata.append({ object, position, blob });
    } catch (error) {
      // Any other error leaves open whether the row is there: then the bytes are the sweep's business.
      if (error instanceof OssError) await this.#forget(blob);
      throw error;
    }
  }

  /** The append is done and durable: that its segments could not be joined is for the next one to mend. */
  async #compact(bucket: string, key: string): Promise<void> {
    try {
      const { object } = await this.#with.metadata.head(bucket, key);
      if (object === undefined || object.segments.length <= MOST_SEGMENTS) return;
      const from = firstToJoin(object.segments);
      const segments = object.segments.slice(from);
      const size = segments.reduce((sum, { length }) => sum + length, 0);
      const blob = await this.#with.blobs.write(await this.#with.read({ ...object, size, segments }), { size });
      const { version } = object;
      const joined = await this.#with.metadata.compact({ bucket, key, version, from, blob, at: this.#with.clock() });
      if (!joined) await this.#forget(blob);
    } catch {
      // A full disk, an object that was replaced meanwhile.
    }
  }

  async #forget({ id }: BlobRecord): Promise<void> {
    await this.#with.blobs.remove([id]).catch(() => {});
  }
}

/**
 * The first segment that is at most twice as long as all behind it together. What stays before it is longer than twice
 * all that follows, so a byte is written again only when its segment at least grows by half: about log(size) times.
 */
export function firstToJoin(segments: readonly Segment[]): number {
  let behind = segments.reduce((sum, { length }) => sum + length, 0);
  for (const [n, { length }] of segments.entries()) {
    behind -= length;
    if (length <= 2 * behind) return n;
  }
  return Math.max(0, segments.length - 1);
}
