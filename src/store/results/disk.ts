/**
 * Results on disk under a byte cap. A small body lies in the index, a larger one is a file named by its key; the index
 * says how large it is and when it was last used. The order of a write keeps the cap true after a crash: room is made, the file is moved into place, then
 * the row is written; a file without a row is overwritten or removed by the next sweep of its shard.
 */
import { mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beginRun, currentBoot, endRun } from './boot.js';
import { type IndexRow, type Placed, ResultIndex } from './index-db.js';
import type { Rendered, ResultFacts, StoredResult } from './result.js';

/** A use within this time of the last one recorded is not written down. */
const TOUCH_EVERY = 3_600_000;
const EVICT_AT_ONCE = 64;
const STRAY_AFTER = 60_000;
/** Milliseconds for which one look at the disk's free room counts. */
const LOOK_EVERY = 1000;
/** Bodies up to this lie in the index: 60 µs instead of 430 to make a file of 8 kB on ext4 (decision 0011). */
const LARGEST_INSIDE = 64 * 1024;
/** A write has at most this part of the cap, but for a body that alone is larger. */
const SHARE_OF_CAPACITY = 64;

export interface DiskOptions {
  readonly directory: string;
  /** Bytes of bodies. Their rows and directory entries come on top. */
  readonly capacity: number;
  /** Rows kept for HEAD after their bodies were evicted. */
  readonly maxRows: number;
  /** Bytes of the disk that must stay free. */
  readonly reserve: number;
  readonly now: () => number;
  readonly warn: (message: string, error: unknown) => void;
}

export interface DiskStats {
  readonly bytes: number;
  readonly bodies: number;
  readonly rows: number;
  readonly evictions: number;
  readonly capacity: number;
}

export interface TakenResult extends StoredResult {
  /** Its last recorded use before this one. */
  readonly used: number;
}

type Placing = readonly [key: string, rendered: Rendered & { readonly used: number }];

export class DiskResults {
  readonly #options: DiskOptions;
  readonly #index: ResultIndex;
  #evictions = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #hasRoom = true;

  private constructor(options: DiskOptions, index: ResultIndex) {
    this.#options = options;
    this.#index = index;
  }

  static open(options: DiskOptions): DiskResults {
    const bodies = join(options.directory, 'bodies');
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const trusted = beginRun(options.directory, currentBoot());
    const { index, fresh } = ResultIndex.open(join(options.directory, 'index.db'), { trusted });
    if (fresh) rmSync(bodies, { recursive: true, force: true });
    for (let shard = 0; shard < 256; shard++) {
      mkdirSync(join(bodies, shard.toString(16).padStart(2, '0')), { recursive: true, mode: 0o700 });
    }
    return new DiskResults(options, index);
  }

  /** Size and type, also of a result whose body was evicted. */
  facts(key: string): ResultFacts | undefined {
    return this.#row(key);
  }

  /** With its body. */
  has(key: string): boolean {
    return this.#row(key)?.stored ?? false;
  }

  /** Its bytes, or an open file, which outlives the eviction of its name; undefined: a miss. */
  async take(key: string): Promise<TakenResult | undefined> {
    const row = this.#row(key);
    if (!row?.stored) return undefined;
    const body = row.inside ? this.#bodyInside(row) : await this.#openBody(row);
    if (!body) {
      this.#attempt('written', () => this.#index.forgetBody(row));
      return undefined;
    }
    this.touch(key, row.used);
    return { size: row.size, contentType: row.contentType, body, used: row.used, origin: 'disk' };
  }

  /** Takes possession of a rendered file, or writes rendered bytes. false: not kept (too large, or the disk refused). */
  async keep(key: string, rendered: Rendered): Promise<boolean> {
    if (rendered.size > this.#options.capacity) return false;
    return this.#within(rendered.size, async () => {
      const inside = insideOf(rendered);
      if (!inside) await this.#moveIn(key, rendered);
      this.#index.put(key, rendered, this.#options.now(), inside);
    });
  }

  /** Makes room for so many bytes and has them written there. false: the disk refused. */
  async #within(bytes: number, write: () => Promise<void> | void): Promise<boolean> {
    try {
      if (!this.#diskHasRoom()) throw new Error('the disk is nearly full');
      await this.#makeRoom(bytes);
      await write();
      // Two that made room side by side may have used the same room.
      await this.#makeRoom(0);
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  #refused(error: unknown): void {
    this.#options.warn('a rendered picture could not be kept on disk', error);
  }

  /** The same of several that were rendered: their rows, and with them the small bodies, share a write of the index. */
  async keepAll(batch: readonly Placing[]): Promise<void> {
    let together: Placing[] = [];
    let bytes = 0;
    for (const [key, rendered] of batch) {
      if (rendered.size > this.#options.capacity) continue;
      // Room is made for all of a write at once: under a small cap that would be much of what is kept.
      if (bytes + rendered.size > this.#options.capacity / SHARE_OF_CAPACITY) {
        await this.#place(together);
        [together, bytes] = [[], 0];
      }
      together.push([key, rendered]);
      bytes += rendered.size;
    }
    await this.#place(together);
  }

  async #place(placing: readonly Placing[]): Promise<void> {
    if (placing.length === 0) return;
    const room = placing.reduce((sum, [, { size }]) => sum + size, 0);
    await this.#within(room, async () => {
      const placed: Placed[] = [];
      for (const [key, rendered] of placing) {
        const bytes = insideOf(rendered);
        if (bytes === undefined && !(await this.#movedIn(key, rendered))) continue;
        placed.push({ key, facts: rendered, used: rendered.used, ...(bytes && { bytes }) });
      }
      this.#index.putAll(placed);
    });
  }

  /** false: the disk refused, and the others of a batch may fare better. */
  async #movedIn(key: string, rendered: Rendered): Promise<boolean> {
    try {
      await this.#moveIn(key, rendered);
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  /** Records a use, at most hourly; answers when the last recorded one was. Bodies served from memory count too. */
  touch(key: string, used: number): number {
    const now = this.#options.now();
    if (now - used < TOUCH_EVERY) return used;
    this.#attempt('written', () => this.#index.touch(key, now));
    return now;
  }

  async clear(): Promise<void> {
    for (;;) {
      const rows = [...this.#index.oldest(true, EVICT_AT_ONCE), ...this.#index.oldest(false, EVICT_AT_ONCE)];
      if (rows.length === 0) return;
      for (const row of rows) {
        if (this.#index.remove(row) && !row.inside) await rm(this.#path(row.key), { force: true });
      }
    }
  }

  /**
   * Removes files that no row knows, left by a crash between the move and the row; one shard of 256 a call. Gives some
   * of the index's free space back to the disk.
   */
  async sweep(shard: number): Promise<void> {
    this.#index.giveBack();
    const directory = join(this.#options.directory, 'bodies', shard.toString(16).padStart(2, '0'));
    for (const name of await readdir(directory)) {
      const row = this.#index.get(name);
      if (row?.stored && !row.inside) continue;
      const path = join(directory, name);
      const age = Date.now() - (await stat(path)).mtimeMs;
      // A young file may be on its way in, moved but not yet in the index.
      if (age > STRAY_AFTER) await rm(path, { force: true });
    }
  }

  stats(): DiskStats {
    return { ...this.#index.sums(), evictions: this.#evictions, capacity: this.#options.capacity };
  }

  close(): void {
    this.#index.close();
    try {
      endRun(this.#options.directory, currentBoot());
    } catch (error) {
      this.#options.warn('the end of the run could not be written down', error);
    }
  }

  #bodyInside(row: IndexRow): { bytes: Buffer } | undefined {
    const bytes = this.#attempt('read', () => this.#index.body(row));
    return bytes && { bytes };
  }

  async #openBody(row: IndexRow): Promise<{ file: FileHandle } | undefined> {
    try {
      const file = await open(this.#path(row.key), 'r');
      // A body cut short by a full disk or by hand is a miss, not a broken picture.
      if ((await file.stat()).size === row.size) return { file };
      await file.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#options.warn('a kept picture could not be opened', error);
    }
    return undefined;
  }

  #row(key: string): IndexRow | undefined {
    return this.#attempt('read', () => this.#index.get(key));
  }

  /** A failure of the index costs a render, never an answer. */
  #attempt<T>(deed: 'read' | 'written', work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#options.warn(`the index of kept pictures could not be ${deed}`, error);
      return undefined;
    }
  }

  async #moveIn(key: string, rendered: Rendered): Promise<void> {
    const path = this.#path(key);
    if ('path' in rendered.body) {
      await rename(rendered.body.path, path);
      return;
    }
    // At once and not by a thread, which would cost more in handing over: a body that comes as bytes is at most
    // FILE_ABOVE of the workers.
    const fresh = `${path}.new`;
    try {
      writeFileSync(fresh, rendered.body.bytes, { mode: 0o600 });
      renameSync(fresh, path);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
  }

  #diskHasRoom(): boolean {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY) return this.#hasRoom;
    const { bavail, bsize } = statfsSync(this.#options.directory);
    this.#lookedAt = now;
    this.#hasRoom = bavail * bsize >= this.#options.reserve;
    return this.#hasRoom;
  }

  async #makeRoom(bytes: number): Promise<void> {
    while (this.#index.sums().bytes + bytes > this.#options.capacity) {
      const row = this.#index.oldest(true, 1)[0];
      if (!row) break;
      // The row first: a crash in between leaves a stray file, never a row that promises a body.
      this.#index.forgetBody(row);
      this.#evictions++;
      if (!row.inside) await rm(this.#path(row.key), { force: true });
    }
    while (this.#index.sums().rows > this.#options.maxRows) {
      const row = this.#index.oldest(false, 1)[0];
      if (!row) break;
      this.#index.remove(row);
    }
  }

  #path(key: string): string {
    return join(this.#options.directory, 'bodies', key.slice(0, 2).toLowerCase(), key);
  }
}

function insideOf({ body, size }: Rendered): Buffer | undefined {
  return 'bytes' in body && size <= LARGEST_INSIDE ? body.bytes : undefined;
}
