/** Blobs as objects of an S3 engine's bucket, each under its id. */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ByteRange } from '../records.js';
import type { BlobRecord, BlobStats, BlobStore, WriteOptions } from './blobs.js';
import { Crc64 } from './crc64.js';
import { RunningDigests } from './digests.js';
import { Inbox } from './inbox.js';
import { Room } from './room.js';
import { claimBucket, openBucket } from './s3-bucket.js';
import { engineFailure, isMissing, MissingBlob, newClient } from './s3-client.js';
import type { S3Options } from './s3-options.js';
import { resumingReader } from './s3-reader.js';
import { S3Upload } from './s3-upload.js';

/** Everything else in the bucket is left alone. */
const PREFIX = 'blobs/';
const ID = /^[0-9a-f]{32}$/;
const BATCH_BYTES = 256 << 10;
/** For all bodies on their way together: a part each that is sent, and one that is gathered. */
const ROOM_BYTES = 256 << 20;

/** A request for each thousand: a billion blobs are twelve a second for a day. */
const LISTED_EVERY_MS = 24 * 3_600_000;

export class S3BlobStore implements BlobStore {
  readonly listedEvery = LISTED_EVERY_MS;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #crc64: Crc64;
  readonly #room = new Room(ROOM_BYTES);
  #reads = 0;
  #writes = 0;
  #failures = 0;

  private constructor(client: S3Client, bucket: string, crc64: Crc64) {
    this.#client = client;
    this.#bucket = bucket;
    this.#crc64 = crc64;
  }

  /** Makes the bucket when it is absent, unless told not to. Throws StartupError, which names the setting. */
  static async open(options: S3Options, { make = true } = {}): Promise<S3BlobStore> {
    const client = newClient(options);
    try {
      await openBucket(client, options, make);
      return new S3BlobStore(client, options.bucket, await Crc64.load());
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  claim(identity: string, isUsed: () => Promise<boolean>): Promise<void> {
    return claimBucket(this.#client, this.#bucket, identity, isUsed);
  }

  async write(body: Readable, options: WriteOptions = {}): Promise<BlobRecord> {
    const digests = new RunningDigests(this.#crc64);
    const inbox = new Inbox(body, {
      signal: options.signal,
      see: (chunk) => digests.update(chunk),
      batchBytes: () => BATCH_BYTES,
    });
    const id = randomBytes(16).toString('hex');
    const target = { client: this.#client, ...this.#at(id) };
    const upload = new S3Upload(target, inbox, this.#room, options);
    try {
      const size = await upload.send(digests);
      this.#writes++;
      return { id, size, ...digests.finish() };
    } catch (error) {
      void upload.abandon();
      throw this.#failed(error);
    } finally {
      inbox.close();
    }
  }

  async read(id: string, range: ByteRange): Promise<Readable> {
    try {
      const reader = await resumingReader((wanted) => this.#open(id, wanted), range);
      this.#reads++;
      return reader;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#try(() => this.#client.send(new DeleteObjectCommand(this.#at(id))));
  }

  async *list(page: number): AsyncIterable<readonly string[]> {
    const query = { Bucket: this.#bucket, Prefix: PREFIX, MaxKeys: page };
    for (let from: string | undefined, more = true; more; more = from !== undefined) {
      const command: ListObjectsV2Command = new ListObjectsV2Command({ ...query, ContinuationToken: from });
      const found: ListObjectsV2CommandOutput = await this.#try(() => this.#client.send(command));
      yield (found.Contents ?? []).map(({ Key = '' }) => Key.slice(PREFIX.length)).filter((id) => ID.test(id));
      from = found.IsTruncated === true ? found.NextContinuationToken : undefined;
    }
  }

  async size(id: string): Promise<number | undefined> {
    return (await this.#head(id))?.ContentLength;
  }

  async modifiedAt(id: string): Promise<number | undefined> {
    return (await this.#head(id))?.LastModified?.getTime();
  }

  /** Parts without an object: what a process left that died in the middle of an upload. */
  async dropUnfinished(before: number): Promise<void> {
    const query = { Bucket: this.#bucket, Prefix: PREFIX };
    for (let from: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}; from; ) {
      const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({ ...query, ...from });
      const found: ListMultipartUploadsCommandOutput = await this.#try(() => this.#client.send(command));
      for (const { Key, UploadId, Initiated } of found.Uploads ?? []) {
        if (Initiated === undefined || Initiated.getTime() > before) continue;
        const abort = new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId });
        await this.#try(() => this.#client.send(abort));
      }
      const { NextKeyMarker, NextUploadIdMarker } = found;
      from =
        found.IsTruncated && NextKeyMarker !== undefined
          ? { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }) }
          : undefined;
    }
  }

  stats(): BlobStats {
    return { reads: this.#reads, writes: this.#writes, failures: this.#failures };
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #open(id: string, { start, end }: ByteRange): Promise<Readable> {
    // Of nothing there is no range.
    const Range = end < start ? undefined : `bytes=${start}-${end}`;
    const command = new GetObjectCommand({ ...this.#at(id), ...(Range !== undefined && { Range }) });
    const { Body, ContentLength }: GetObjectCommandOutput = await this.#client.send(command).catch((error) => {
      throw isMissing(error) ? new MissingBlob(`${PREFIX}${id} is not in ${this.#bucket}`) : error;
    });
    const body = Body as Readable | undefined;
    const wanted = Math.max(0, end - start + 1);
    if (body !== undefined && ContentLength === wanted) return body;
    body?.destroy();
    throw new Error(`the engine answered with ${ContentLength} bytes of ${PREFIX}${id} instead of ${wanted}`);
  }

  async #head(id: string): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.#client.send(new HeadObjectCommand(this.#at(id)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#failed(error);
    }
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): unknown {
    const meant = engineFailure(error);
    if (meant !== error) this.#failures++;
    return meant;
  }

  #at(id: string): { readonly Bucket: string; readonly Key: string } {
    if (!ID.test(id)) throw new Error(`not a blob id: ${JSON.stringify(id)}`);
    return { Bucket: this.#bucket, Key: `${PREFIX}${id}` };
  }
}
