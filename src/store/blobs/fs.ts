/** Blobs as files of one directory. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { OssError } from '../../errors.js';
import { makeDirectory, syncDirectory } from '../directories.js';
import type { ByteRange } from '../records.js';
import { noRoom, storageFailure } from '../storage-failure.js';
import { openRange } from './blob-reader.js';
import type { BlobRecord, BlobStore, WriteOptions } from './blobs.js';
import { Crc64 } from './crc64.js';
import { RunningDigests, refuseLonger } from './digests.js';
import { Inbox } from './inbox.js';

const ID = /^[0-9a-f]{32}$/;
/** A long body is flushed while it arrives; left to the end, its fdatasync would find all of it in the page cache. */
const FLUSH_BYTES = 64 << 20;
/** Fewer, larger writes: one per 64 KB chunk of a socket takes twice as long as one per megabyte. */
const BATCH_BYTES = 1 << 20;
const LEAST_BATCH_BYTES = 64 << 10;
/** Memory for all bodies on their way together. Each holds the batch that is being written and the next one. */
const INBOX_BYTES = 32 << 20;
/** Stays free for the metadata: on a disk that is full to the last byte nothing can be deleted either. */
const RESERVE_BYTES = 64 << 20;

/** The first two digits of an id name its directory: a directory of a million files is slow to list and to sync. */
const SHARDS: readonly string[] = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

export interface FsBlobOptions {
  /** Bytes of the disk that no blob may take. 64 MB. */
  readonly reserve?: number;
}

export class FsBlobStore implements BlobStore {
  readonly #root: string;
  readonly #crc64: Crc64;
  readonly #reserve: number;
  #writing = 0;

  private constructor(root: string, crc64: Crc64, { reserve = RESERVE_BYTES }: FsBlobOptions) {
    this.#root = root;
    this.#crc64 = crc64;
    this.#reserve = reserve;
  }

  /** Makes what is missing of the directory. */
  static async open(root: string, options: FsBlobOptions = {}): Promise<FsBlobStore> {
    await makeDirectory(root);
    await Promise.all(SHARDS.map((shard) => mkdir(join(root, shard), { recursive: true, mode: 0o700 })));
    await syncDirectory(root);
    return new FsBlobStore(root, await Crc64.load(), options);
  }

  async write(body: Readable, options: WriteOptions = {}): Promise<BlobRecord> {
    const digests = new RunningDigests(this.#crc64);
    const inbox = new Inbox(body, {
      signal: options.signal,
      see: (chunk) => digests.update(chunk),
      batchBytes: () => this.#share(),
    });
    const id = randomBytes(16).toString('hex');
    let file: FileHandle | undefined;
    this.#writing++;
    try {
      await this.#mustFit(options.size ?? 0);
      file = await open(this.path(id), 'wx', 0o640);
      const size = await receive(inbox, file, options);
      const blob = { id, size, ...digests.finish() };
      if (options.md5 !== undefined && options.md5 !== blob.md5) throw new OssError('InvalidDigest');
      await file.datasync();
      await file.close();
      await syncDirectory(this.#shard(id));
      return blob;
    } catch (error) {
      if (file) await this.#discard(id, file);
      throw storageFailure(error);
    } finally {
      this.#writing--;
      inbox.close();
    }
  }

  async read(id: string, range: ByteRange): Promise<Readable> {
    const path = this.path(id);
    try {
      return await openRange(path, range);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  path(id: string): string {
    if (!ID.test(id)) throw new Error(`not a blob id: ${JSON.stringify(id)}`);
    return join(this.#shard(id), id);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await unlink(this.path(id)).catch(unlessMissing);
  }

  async *list(page: number): AsyncIterable<readonly string[]> {
    for (const shard of SHARDS) {
      const ids = (await readdir(join(this.#root, shard))).filter((name) => ID.test(name) && name.startsWith(shard));
      for (let n = 0; n < ids.length; n += page) yield ids.slice(n, n + page);
    }
  }

  async size(id: string): Promise<number | undefined> {
    return (await stat(this.path(id)).catch(unlessMissing))?.size;
  }

  async modifiedAt(id: string): Promise<number | undefined> {
    return (await stat(this.path(id)).catch(unlessMissing))?.mtimeMs;
  }

  #shard(id: string): string {
    return join(this.#root, id.slice(0, 2));
  }

  /** Bytes of a batch: with a hundred uploads at once a megabyte each, twice, would be too much. */
  #share(): number {
    return Math.min(BATCH_BYTES, Math.max(LEAST_BATCH_BYTES, INBOX_BYTES / 2 / this.#writing));
  }

  /** Refuses an upload that has no room before it is sent. Those on their way may still fill the disk together. */
  async #mustFit(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#root);
    if (bavail * bsize < bytes + this.#reserve) throw noRoom();
  }

  /** Whatever fails here leaves a file without a row, which the sweep removes. */
  async #discard(id: string, file: FileHandle): Promise<void> {
    await file.close().catch(() => {});
    await unlink(this.path(id)).catch(() => {});
  }
}

/** Writes a whole body at the start of a new file; returns its length. */
async function receive(inbox: Inbox, file: FileHandle, options: WriteOptions): Promise<number> {
  const { size: announced } = options;
  let written = 0;
  let flushed = 0;
  // A disk reports a lost write to one fdatasync only, so the outcome of those on the way counts as well.
  let flush: Promise<void> = Promise.resolve();
  for (let batch = await inbox.next(); batch.length > 0; batch = await inbox.next()) {
    written += await append(file, batch);
    refuseLonger(written, options);
    if (written - flushed < FLUSH_BYTES) continue;
    await flush;
    flushed = written;
    flush = file.datasync();
    flush.catch(() => {});
  }
  await flush;
  if (announced !== undefined && written < announced) throw new OssError('IncompleteBody');
  return written;
}

/** Writes where the file ends. writev may write less than it was given; writeFile goes on until it fails. */
async function append(file: FileHandle, chunks: Buffer[]): Promise<number> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten < length) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
  return length;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
