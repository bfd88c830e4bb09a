/** Objects that are put whole. */
import type { Readable } from 'node:stream';
import { OssError } from '../errors.js';
import type { BlobStore } from './blobs/blobs.js';
import { expectedOf } from './expected.js';
import { checkBucket, checkKey } from './metadata/keys.js';
import type { MetadataStore } from './metadata/metadata.js';
import { newObject } from './new-objects.js';
import { roomFor } from './quotas.js';
import type { ObjectRecord, PutOptions } from './records.js';

export interface PutParts {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly clock: () => number;
}

export class Puts {
  readonly #with: PutParts;

  constructor(parts: PutParts) {
    this.#with = parts;
  }

  async put(bucket: string, key: string, body: Readable, options: PutOptions): Promise<ObjectRecord> {
    const { metadata, blobs, clock } = this.#with;
    // A body that fails before anybody listens would end the process.
    body.on('error', () => {});
    checkBucket(bucket);
    checkKey(key);
    const expected = expectedOf(options);
    const room = await this.#refuseEarly(bucket, key, options);
    const blob = await blobs.write(body, { ...expected, ...room });
    const object = newObject(bucket, key, blob, options, clock());
    try {
      const { forbidOverwrite = false, ofAccount } = options;
      await metadata.commit({ object, blobs: [blob], forbidOverwrite, ofAccount });
      return object;
    } catch (error) {
      // Any other error leaves open whether the row is there: then the bytes are the sweep's business.
      if (error instanceof OssError) await blobs.remove([blob.id]).catch(() => {});
      throw error;
    }
  }

  /** The transaction decides; asking before spares a client the upload of what will be refused. */
  async #refuseEarly(bucket: string, key: string, options: PutOptions): Promise<{ readonly room?: number }> {
    const found = await this.#with.metadata.head(bucket, key);
    if (!found.bucket) throw new OssError('NoSuchBucket', undefined, { fields: { BucketName: bucket } });
    if (found.object && options.forbidOverwrite) throw new OssError('FileAlreadyExists');
    if (found.bucket.quota === undefined) return {};
    return roomFor(this.#with.metadata, bucket, options.size, () => found.object?.size ?? 0);
  }
}
