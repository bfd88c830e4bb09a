/** Multipart uploads: parts are rows with segments of their own until they become those of an object. */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { OssError } from '../errors.js';
import type { BlobStore } from './blobs/blobs.js';
import type { Crc64 } from './blobs/crc64.js';
import { digestsOf } from './blobs/digests.js';
import { expectedOf } from './expected.js';
import { checkBucket, checkKey } from './metadata/keys.js';
import type { MetadataStore, NewPart } from './metadata/metadata.js';
import { roomFor } from './quotas.js';
import type { BodyOptions, ByteRange, ObjectDescription, ObjectRecord } from './records.js';
import { segmentsOf } from './segments.js';
import type {
  CompletedUpload,
  Completion,
  PartPage,
  PartRecord,
  UploadName,
  UploadPage,
  UploadQuery,
  UploadRecord,
  UploadStore,
} from './upload-records.js';

export interface UploadParts {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly crc64: Crc64;
  readonly clock: () => number;
  readonly read: (object: ObjectRecord, range?: ByteRange) => Promise<Readable>;
}

type Digests = Pick<PartRecord, 'md5' | 'crc64'>;

export class Uploads implements UploadStore {
  readonly #with: UploadParts;

  constructor(parts: UploadParts) {
    this.#with = parts;
  }

  async initiate(bucket: string, key: string, description: ObjectDescription): Promise<UploadRecord> {
    check({ bucket, key });
    const id = randomBytes(16).toString('hex').toUpperCase();
    const initiatedAt = this.#with.clock();
    await this.#with.metadata.initiateUpload({ bucket, key, id, initiatedAt, description });
    return { bucket, key, id, initiatedAt, storageClass: description.storageClass ?? 'Standard' };
  }

  async putPart(upload: UploadName, number: number, body: Readable, options: BodyOptions): Promise<PartRecord> {
    // A body that fails before anybody listens would end the process.
    body.on('error', () => {});
    check(upload);
    const expected = expectedOf(options);
    const { metadata, blobs } = this.#with;
    await metadata.upload(upload);
    const room = await roomFor(metadata, upload.bucket, options.size, () => this.#sizeOf(upload, number));
    const blob = await blobs.write(body, { ...expected, ...room });
    const segments = [{ blob: blob.id, offset: 0, length: blob.size }];
    try {
      return await this.#commit(upload, number, { segments, blobs: [blob] }, blob);
    } catch (error) {
      // Any other error leaves open whether the row is there: then the bytes are the sweep's business.
      if (error instanceof OssError) await this.#with.blobs.remove([blob.id]).catch(() => {});
      throw error;
    }
  }

  async copyPart(upload: UploadName, number: number, source: ObjectRecord, range?: ByteRange): Promise<PartRecord> {
    check(upload);
    await this.#with.metadata.upload(upload);
    const segments = range === undefined ? source.segments : segmentsOf(source.segments, range);
    const digests = await this.#digestsOf(source, range);
    return this.#commit(upload, number, { segments, blobs: [] }, digests);
  }

  async parts(upload: UploadName, after: number, limit: number): Promise<PartPage> {
    check(upload);
    return this.#with.metadata.parts(upload, after, limit);
  }

  async complete(upload: UploadName, completion: Completion): Promise<CompletedUpload> {
    check(upload);
    const version = randomBytes(16).toString('hex');
    return this.#with.metadata.completeUpload({ upload, completion, version, at: this.#with.clock() });
  }

  async abort(upload: UploadName): Promise<void> {
    check(upload);
    await this.#with.metadata.abortUpload(upload, this.#with.clock());
  }

  async list(query: UploadQuery): Promise<UploadPage> {
    checkBucket(query.bucket);
    return this.#with.metadata.uploads(query);
  }

  async #commit(
    upload: UploadName,
    number: number,
    bytes: Pick<NewPart, 'segments' | 'blobs'>,
    { md5, crc64 }: Digests,
  ): Promise<PartRecord> {
    const size = bytes.segments.reduce((sum, { length }) => sum + length, 0);
    const part = { number, size, md5, crc64, modifiedAt: this.#with.clock() };
    const version = randomBytes(16).toString('hex');
    await this.#with.metadata.putPart({ upload, part, version, ...bytes });
    return part;
  }

  /** Of a part that is to be replaced; 0 where there is none. */
  async #sizeOf(upload: UploadName, number: number): Promise<number> {
    const { parts } = await this.#with.metadata.parts(upload, number - 1, 1);
    return parts[0]?.number === number ? parts[0].size : 0;
  }

  /** An object that was put whole says what they are. */
  async #digestsOf(source: ObjectRecord, range?: ByteRange): Promise<Digests> {
    if (range === undefined && source.type === 'Normal') return { md5: source.etag, crc64: source.crc64 };
    return digestsOf(await this.#with.read(source, range), this.#with.crc64);
  }
}

function check({ bucket, key }: { bucket: string; key: string }): void {
  checkBucket(bucket);
  checkKey(key);
}
