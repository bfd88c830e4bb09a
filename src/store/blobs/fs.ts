/** Blobs as files of one directory. */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { OssError } from '../../errors.js';
import type { ByteRange } from '../records.js';
import { storageFailure } from '../storage-failure.js';
import { openRange } from './blob-reader.js';
import type { BlobRecord, BlobStore, WriteOptions } from './blobs.js';
import { Crc64, type Crc64Run } from './crc64.js';
import { Inbox } from './inbox.js';

const ID = /^[0-9a-f]{32}$/;
const PAGE = 1000;
/** A long body is flushed while it arrives; left to the end, its fdatasync would find all of it in the page cache. */
const FLUSH_BYTES = 64 << 20;

/** The first two digits of an id name its directory: a directory of a million files is slow to list and to sync. */
const SHARDS: readonly string[] = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

export class FsBlobStore implements BlobStore {
  readonly #root: string;
  readonly #crc64: Crc64;

  private constructor(root: string, crc64: Crc64) {
    this.#root = root;
    this.#crc64 = crc64;
  }

  /** Makes what is missing of the directory, whose parent exists. */
  static async open(root: string): Promise<FsBlobStore> {
    if (await mkdir(root, { recursive: true, mode: 0o700 })) await syncDirectory(join(root, '..'));
    const made = await Promise.all(SHARDS.map((shard) => mkdir(join(root, shard), { recursive: true, mode: 0o700 })));
    if (made.some((path) => path !== undefined)) await syncDirectory(root);
    return new FsBlobStore(root, await Crc64.load());
  }

  async write(body: Readable, options: WriteOptions = {}): Promise<BlobRecord> {
    const digests = new Digests(this.#crc64.start());
    const inbox = new Inbox(body, options.signal, (chunk) => digests.update(chunk));
    const id = randomBytes(16).toString('hex');
    let file: FileHandle | undefined;
    try {
      file = await open(this.path(id), 'wx', 0o600);
      const size = await receive(inbox, file, options.size);
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
      inbox.close();
    }
  }

  read(id: string, range: ByteRange): Promise<Readable> {
    return openRange(this.path(id), range);
  }

  path(id: string): string {
    if (!ID.test(id)) throw new Error(`not a blob id: ${JSON.stringify(id)}`);
    return join(this.#shard(id), id);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await unlink(this.path(id)).catch(unlessMissing);
  }

  async *list(): AsyncIterable<readonly string[]> {
    for (const shard of SHARDS) {
      const ids = (await readdir(join(this.#root, shard))).filter((name) => ID.test(name) && name.startsWith(shard));
      for (let n = 0; n < ids.length; n += PAGE) yield ids.slice(n, n + PAGE);
    }
  }

  async modifiedAt(id: string): Promise<number | undefined> {
    return (await stat(this.path(id)).catch(unlessMissing))?.mtimeMs;
  }

  #shard(id: string): string {
    return join(this.#root, id.slice(0, 2));
  }

  /** Whatever fails here leaves a file without a row, which the sweep removes. */
  async #discard(id: string, file: FileHandle): Promise<void> {
    await file.close().catch(() => {});
    await unlink(this.path(id)).catch(() => {});
  }
}

class Digests {
  readonly #md5 = createHash('md5');
  readonly #crc64: Crc64Run;

  constructor(crc64: Crc64Run) {
    this.#crc64 = crc64;
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#crc64.update(chunk);
  }

  finish(): { readonly md5: string; readonly crc64: string } {
    return { md5: this.#md5.digest('hex').toUpperCase(), crc64: this.#crc64.digest() };
  }
}

/** Writes a whole body at the start of a new file; returns its length. */
async function receive(inbox: Inbox, file: FileHandle, announced: number | undefined): Promise<number> {
  let written = 0;
  let flushed = 0;
  // A disk reports a lost write to one fdatasync only, so the outcome of those on the way counts as well.
  let flush: Promise<void> = Promise.resolve();
  for (let batch = await inbox.next(); batch.length > 0; batch = await inbox.next()) {
    written += await append(file, batch);
    if (announced !== undefined && written > announced) throw longerThan(announced);
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

function longerThan(announced: number): OssError {
  return new OssError('InvalidRequest', `The request body is longer than its Content-Length of ${announced}.`);
}

/** Writes where the file ends. writev may write less than it was given; writeFile goes on until it fails. */
async function append(file: FileHandle, chunks: Buffer[]): Promise<number> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten < length) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
  return length;
}

/** A new name in a directory is durable when the directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
