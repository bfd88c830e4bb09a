/**
 * Originals whose bytes are on another machine, as files of this one while they are worked on: fetched once for all who
 * want one meanwhile, compared with the checksum in its row, and kept under a cap. Correctness never needs them.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { openRange } from './blobs/blob-reader.js';
import type { Crc64 } from './blobs/crc64.js';
import type { ByteRange, LentFile, ObjectRecord } from './records.js';
import { damaged } from './verified-reads.js';

/** The directory's name in a data directory. */
export const SOURCES = 'sources';
/** Of the cap, for one original: a single one must not push out all others. */
const LARGEST_SHARE = 4;
const VERSION = /^[0-9a-f]{32}$/;

export interface SourceOptions {
  readonly directory: string;
  /** Bytes of files; those that somebody holds while they lose their place come on top. */
  readonly capacity: number;
  /** Bytes of the disk that must stay free. */
  readonly reserve: number;
  readonly crc64: Crc64;
}

export interface SourceStats {
  readonly hits: number;
  readonly fetches: number;
  readonly bytes: number;
  readonly files: number;
}

interface Entry {
  readonly path: string;
  readonly size: number;
  /** Whether the file may be used. Absent: it was found at the start, and nobody has looked at it yet. */
  ready?: Promise<boolean>;
  users: number;
  /** Lost its place; the file goes with its last user. */
  dropped: boolean;
}

type Fetch = (object: ObjectRecord) => Promise<Readable>;

export class Sources {
  readonly #options: SourceOptions;
  readonly #entries: LRUCache<string, Entry>;
  /** Those that lost their place while somebody held them. A version has one file, and so one entry. */
  readonly #held = new Map<string, Entry>();
  #hits = 0;
  #fetches = 0;

  private constructor(options: SourceOptions) {
    this.#options = options;
    this.#entries = new LRUCache({
      // None is let in that is larger than a part of the capacity, and of none there is no part.
      maxSize: Math.max(1, options.capacity),
      sizeCalculation: ({ size }) => size,
      dispose: (entry, version, reason) => this.#drop(entry, version, reason === 'evict'),
    });
  }

  /** Takes over what an earlier start has left. */
  static open(options: SourceOptions): Sources {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const sources = new Sources(options);
    const found = readdirSync(options.directory).map((name) => {
      const path = join(options.directory, name);
      return { name, path, ...sizeAndUse(path) };
    });
    for (const { name, path, size } of found.sort((a, b) => a.usedAt - b.usedAt)) {
      // A capacity that is smaller than the last time takes in nothing above it, and would never give it up.
      const fits = size > 0 && size <= options.capacity;
      if (VERSION.test(name) && fits) sources.#entries.set(name, { path, size, users: 0, dropped: false });
      else rmSync(path, { force: true, recursive: true });
    }
    return sources;
  }

  /**
   * The file, until end(). Undefined where none is kept: it is too large, or the disk refuses. Throws DamagedObject, and
   * what `fetch` throws.
   */
  async lend(object: ObjectRecord, fetch: Fetch): Promise<LentFile | undefined> {
    if (object.size === 0 || object.size * LARGEST_SHARE > this.#options.capacity) return undefined;
    const entry = this.#entryOf(object, fetch);
    entry.users++;
    const end = once(() => this.#release(entry));
    try {
      if (await entry.ready) return { path: entry.path, end };
    } catch (error) {
      end();
      throw error;
    }
    end();
    return undefined;
  }

  /** What is kept already; undefined: nothing is. */
  async read({ version }: ObjectRecord, range: ByteRange): Promise<Readable | undefined> {
    const entry = this.#entries.get(version);
    if (!(await entry?.ready?.catch(() => false)) || entry === undefined) return undefined;
    const body = await openRange(entry.path, range).catch(() => undefined);
    if (body) this.#hits++;
    return body;
  }

  stats(): SourceStats {
    const { calculatedSize: bytes, size: files } = this.#entries;
    return { hits: this.#hits, fetches: this.#fetches, bytes, files };
  }

  #entryOf(object: ObjectRecord, fetch: Fetch): Entry {
    const { version, size } = object;
    const found = this.#entries.get(version) ?? this.#takenBack(version);
    if (found) {
      // A file of an earlier start may be one that a power cut has torn.
      if (found.ready === undefined) this.#prepare(found, version, () => this.#isWhole(found.path, object));
      else this.#hits++;
      return found;
    }
    const path = join(this.#options.directory, version);
    const entry: Entry = { path, size, users: 0, dropped: false };
    this.#prepare(entry, version, () => this.#fetch(path, object, fetch));
    this.#entries.set(version, entry);
    return entry;
  }

  /** One that is still held: its file is there, or on its way. */
  #takenBack(version: string): Entry | undefined {
    const entry = this.#held.get(version);
    if (entry === undefined) return undefined;
    this.#held.delete(version);
    entry.dropped = false;
    this.#entries.set(version, entry);
    return entry;
  }

  /** What does not become ready loses its place. */
  #prepare(entry: Entry, version: string, work: () => Promise<boolean>): void {
    const forget = () => {
      if (this.#held.get(version) === entry) this.#held.delete(version);
      if (this.#entries.peek(version) === entry) this.#entries.delete(version);
    };
    entry.ready = work();
    entry.ready.then((ready) => ready || forget(), forget);
  }

  async #fetch(path: string, object: ObjectRecord, fetch: Fetch): Promise<boolean> {
    this.#fetches++;
    const fresh = `${path}.new`;
    let file: FileHandle | undefined;
    try {
      if (!(await this.#diskHasRoom(object.size))) return false;
      file = await open(fresh, 'w', 0o640);
      const digest = await fill(file, await fetch(object), this.#options.crc64);
      await file.close();
      if (digest !== object.crc64) throw damaged(object);
      await rename(fresh, path);
      return true;
    } catch (error) {
      await file?.close().catch(() => {});
      await rm(fresh, { force: true }).catch(() => {});
      // The disk of this machine is a convenience.
      if (isOfDisk(error)) return false;
      throw error;
    }
  }

  async #isWhole(path: string, object: ObjectRecord): Promise<boolean> {
    const run = this.#options.crc64.start();
    try {
      const body = await openRange(path, { start: 0, end: object.size - 1 });
      for await (const chunk of body as AsyncIterable<Buffer>) run.update(chunk);
      return run.digest() === object.crc64;
    } catch {
      return false;
    }
  }

  async #diskHasRoom(bytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#options.directory);
    return bavail * bsize >= bytes + this.#options.reserve;
  }

  #drop(entry: Entry, version: string, whole: boolean): void {
    entry.dropped = true;
    if (entry.users === 0) this.#remove(entry);
    else if (whole) this.#held.set(version, entry);
  }

  #release(entry: Entry): void {
    entry.users--;
    if (entry.users === 0 && entry.dropped) this.#remove(entry);
  }

  /** Unless the same version has been fetched anew meanwhile, under the same name. */
  #remove(entry: Entry): void {
    const { path } = entry;
    const version = path.slice(-32);
    if (this.#held.get(version) === entry) this.#held.delete(version);
    // What is being evicted still has its place while dispose() is called.
    const placed = this.#entries.peek(version);
    if ((placed === undefined || placed === entry) && !this.#held.has(version)) {
      void rm(path, { force: true }).catch(() => {});
    }
  }
}

/** Returns the CRC-64 in decimal. Failures of the file have the `syscall` that failed. */
async function fill(file: FileHandle, body: Readable, crc64: Crc64): Promise<string> {
  const run = crc64.start();
  for await (const chunk of body as AsyncIterable<Buffer>) {
    run.update(chunk);
    await file.writeFile(chunk);
  }
  return run.digest();
}

function isOfDisk(error: unknown): boolean {
  return ['open', 'write', 'close', 'rename', 'statfs'].includes(String((error as NodeJS.ErrnoException).syscall));
}

function sizeAndUse(path: string): { readonly size: number; readonly usedAt: number } {
  const { size, mtimeMs } = statSync(path);
  return { size, usedAt: mtimeMs };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
