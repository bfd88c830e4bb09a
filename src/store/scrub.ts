/** Reads every blob and compares it with the digest that it was stored with: disks forget without a word. */
import { createHash } from 'node:crypto';
import type { BlobStore } from './blobs/blobs.js';
import { forEach } from './for-each.js';
import type { LiveBlob, MetadataStore } from './metadata/metadata.js';

/** Blobs of one query. */
const PAGE = 200;
const AT_ONCE = 4;

export interface Damage {
  readonly blob: string;
  /** Bytes that it should have. */
  readonly size: number;
  /** `changed`: other bytes than were stored. `missing`: no file. `unreadable`: the disk refuses to read it. */
  readonly kind: 'changed' | 'missing' | 'unreadable';
  /** What of: 'bucket/key', or 'bucket/key, part 3 of an upload'. */
  readonly users: readonly string[];
}

export interface ScrubReport {
  /** Those that were looked at. */
  readonly blobs: number;
  readonly bytes: number;
  readonly damage: readonly Damage[];
  /** Files without a row: uploads on their way and what crashes left, which the sweep removes after the retention. */
  readonly loose: number;
  /** false: it was stopped. */
  readonly finished: boolean;
}

export interface ScrubOptions {
  /** Told how many there are before the first is read. */
  readonly onBegin?: (blobs: number) => void;
  readonly onBlob?: () => void;
  readonly stopped?: () => boolean;
}

export interface ScrubParts {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
}

export async function scrub(parts: ScrubParts, options: ScrubOptions = {}): Promise<ScrubReport> {
  const run = new Scrub(parts, options);
  options.onBegin?.(await parts.metadata.countLiveBlobs());
  await run.all();
  return run.report();
}

class Scrub {
  readonly #metadata: MetadataStore;
  readonly #blobs: BlobStore;
  readonly #options: ScrubOptions;
  readonly #damage: Damage[] = [];
  #count = 0;
  #bytes = 0;
  #loose = 0;

  constructor({ metadata, blobs }: ScrubParts, options: ScrubOptions) {
    this.#metadata = metadata;
    this.#blobs = blobs;
    this.#options = options;
  }

  async all(): Promise<void> {
    let after = '';
    while (!this.#stopped()) {
      const page = await this.#metadata.liveBlobs(after, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      await this.#page(page);
      after = last.id;
    }
    for await (const ids of this.#blobs.list(PAGE)) {
      if (this.#stopped()) return;
      this.#loose += (await this.#metadata.unknownBlobs(ids)).length;
    }
  }

  report(): ScrubReport {
    const damage = [...this.#damage].sort((a, b) => (a.blob < b.blob ? -1 : 1));
    return { blobs: this.#count, bytes: this.#bytes, damage, loose: this.#loose, finished: !this.#stopped() };
  }

  #stopped(): boolean {
    return this.#options.stopped?.() === true;
  }

  async #page(page: readonly LiveBlob[]): Promise<void> {
    const found: Pick<Damage, 'blob' | 'size' | 'kind'>[] = [];
    await forEach(page, AT_ONCE, async (blob) => {
      if (this.#stopped()) return;
      const kind = await this.#look(blob);
      if (kind !== undefined) found.push({ blob: blob.id, size: blob.size, kind });
      this.#count++;
      this.#options.onBlob?.();
    });
    if (found.length === 0) return;
    const ids = found.map(({ blob }) => blob);
    const users = await this.#metadata.blobUsers(ids);
    const live = new Set(await this.#metadata.liveOf(ids));
    for (const each of found) {
      // Deleted and swept while it was looked at.
      if (!live.has(each.blob)) continue;
      this.#damage.push({ ...each, users: users.filter(({ blob }) => blob === each.blob).map(({ user }) => user) });
    }
  }

  async #look({ id, size, md5 }: LiveBlob): Promise<Damage['kind'] | undefined> {
    try {
      const length = await this.#blobs.size(id);
      if (length === undefined) return 'missing';
      if (length !== size) return 'changed';
      const digest = createHash('md5');
      if (size > 0) {
        for await (const chunk of (await this.#blobs.read(id, { start: 0, end: size - 1 })) as AsyncIterable<Buffer>) {
          digest.update(chunk);
        }
      }
      this.#bytes += size;
      return digest.digest('hex').toUpperCase() === md5 ? undefined : 'changed';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable';
    }
  }
}
