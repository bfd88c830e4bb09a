/** One body on its way to an S3 engine: in one request where it is short, otherwise in parts, sent while it arrives. */
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { OssError } from '../../errors.js';
import type { WriteOptions } from './blobs.js';
import { type RunningDigests, refuseLonger } from './digests.js';
import type { Inbox } from './inbox.js';
import type { Room } from './room.js';

/** What is sent at once is in memory whole, so that it can be sent again. */
const PART_BYTES = 8 << 20;
/** An engine takes no more of them. */
const MOST_PARTS = 10_000;

export interface UploadTarget {
  readonly client: S3Client;
  readonly Bucket: string;
  readonly Key: string;
}

interface Gathered {
  readonly bytes: Buffer;
  /** Nothing comes behind it. */
  readonly last: boolean;
  /** Gives the memory back. */
  readonly done: () => void;
}

export class S3Upload {
  readonly #target: UploadTarget;
  readonly #inbox: Inbox;
  readonly #room: Room;
  readonly #options: WriteOptions;
  readonly #partBytes: number;
  /** Arrived, and not in a part yet. */
  #rest: Buffer[] = [];
  #received = 0;
  #uploadId: string | undefined;
  readonly #stopped = new AbortController();
  readonly #parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];

  constructor(target: UploadTarget, inbox: Inbox, room: Room, options: WriteOptions) {
    this.#target = target;
    this.#inbox = inbox;
    this.#room = room;
    this.#options = options;
    this.#partBytes = Math.max(PART_BYTES, Math.ceil((options.size ?? 0) / MOST_PARTS));
  }

  /**
   * Nothing is to be seen at the engine before all has arrived and is what was announced. Returns the length; throws
   * OssError for a body of another length or digest, the SDK's error for an engine that fails.
   */
  async send(digests: RunningDigests): Promise<number> {
    const first = await this.#gather();
    if (first.last) await this.#sendWhole(first, digests);
    else await this.#sendParts(first, digests);
    return this.#received;
  }

  /** Forgets the parts of what has failed. The sweep does it for a process that dies before. */
  async abandon(): Promise<void> {
    this.#stopped.abort();
    const { client } = this.#target;
    const at = { ...this.#name(), UploadId: this.#uploadId };
    if (this.#uploadId !== undefined) await client.send(new AbortMultipartUploadCommand(at)).catch(() => {});
  }

  async #sendWhole({ bytes: Body, done }: Gathered, digests: RunningDigests): Promise<void> {
    try {
      this.#check(digests);
      const ContentMD5 = Buffer.from(digests.finish().md5, 'hex').toString('base64');
      await this.#ask(new PutObjectCommand({ ...this.#name(), Body, ContentLength: Body.length, ContentMD5 }));
    } finally {
      done();
    }
  }

  /** One is sent while the next is gathered. */
  async #sendParts(first: Gathered, digests: RunningDigests): Promise<void> {
    await this.#initiate().catch((error) => {
      first.done();
      throw error;
    });
    let sending = this.#sendPart(first);
    for (let { last } = first; !last; ) {
      // It is looked at below, and must not end the process meanwhile.
      sending.catch(() => {});
      const next = await this.#gather();
      await sending.catch((error) => {
        next.done();
        throw error;
      });
      sending = this.#sendPart(next);
      last = next.last;
    }
    await sending;
    this.#check(digests);
    await this.#complete();
  }

  async #initiate(): Promise<void> {
    this.#uploadId = (await this.#ask(new CreateMultipartUploadCommand(this.#name()))).UploadId;
  }

  async #gather(): Promise<Gathered> {
    const expected = Math.max(0, (this.#options.size ?? Number.POSITIVE_INFINITY) - this.#received);
    const done = await this.#room.take(Math.min(this.#partBytes, expected + lengthOf(this.#rest)));
    try {
      const last = !(await this.#receive());
      const all = Buffer.concat(this.#rest);
      this.#rest = all.length > this.#partBytes ? [all.subarray(this.#partBytes)] : [];
      return { bytes: all.subarray(0, this.#partBytes), last, done };
    } catch (error) {
      done();
      throw error;
    }
  }

  /** Reads until there is more than a part; false at the end of the body. */
  async #receive(): Promise<boolean> {
    let length = lengthOf(this.#rest);
    while (length <= this.#partBytes) {
      const batch = await this.#inbox.next();
      if (batch.length === 0) return false;
      this.#rest.push(...batch);
      length += lengthOf(batch);
      this.#received += lengthOf(batch);
      refuseLonger(this.#received, this.#options);
    }
    return true;
  }

  #check(digests: RunningDigests): void {
    const { size, md5 } = this.#options;
    if (size !== undefined && this.#received < size) throw new OssError('IncompleteBody');
    if (md5 !== undefined && md5 !== digests.finish().md5) throw new OssError('InvalidDigest');
  }

  async #sendPart({ bytes: Body, done }: Gathered): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const part = { PartNumber, ETag: undefined as string | undefined };
    this.#parts.push(part);
    const ContentMD5 = createHash('md5').update(Body).digest('base64');
    const at = { ...this.#name(), UploadId: this.#uploadId, PartNumber };
    try {
      const command = new UploadPartCommand({ ...at, Body, ContentLength: Body.length, ContentMD5 });
      part.ETag = (await this.#ask(command)).ETag;
    } finally {
      done();
    }
  }

  async #complete(): Promise<void> {
    const at = { ...this.#name(), UploadId: this.#uploadId };
    await this.#ask(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts: [...this.#parts] } }));
    this.#uploadId = undefined;
  }

  #name(): { readonly Bucket: string; readonly Key: string } {
    const { Bucket, Key } = this.#target;
    return { Bucket, Key };
  }

  /** As client.send, but that nobody waits for it once the upload has failed. */
  get #ask(): S3Client['send'] {
    const { client } = this.#target;
    const { signal } = this.#options;
    const abortSignal = signal ? AbortSignal.any([signal, this.#stopped.signal]) : this.#stopped.signal;
    return ((command: never) => client.send(command, { abortSignal })) as S3Client['send'];
  }
}

function lengthOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
