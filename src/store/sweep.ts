/** Removes the bytes that nobody can be reading any more, and what crashes left behind. */
import type { BlobStore } from './blobs/blobs.js';
import type { MetadataStore } from './metadata/metadata.js';

const PAGE = 1000;

export interface SweeperOptions {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly retentionMs: number;
  readonly clock: () => number;
}

export interface SweepResult {
  /** Files without a row that are doomed now. */
  readonly adopted: number;
  /** Doomed blobs that are gone now. */
  readonly removed: number;
}

/**
 * A blob goes `retentionMs` after its doom: longer than every deadline, so that no reader meets a missing file. A file
 * without a row is either an upload on its way or a leftover; once nothing was written to it for as long, its id is
 * doomed. Should its upload commit after all, it meets the doomed row and fails, whichever node is which.
 */
export class Sweeper {
  readonly #metadata: MetadataStore;
  readonly #blobs: BlobStore;
  readonly #retentionMs: number;
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;
  /** One sweep after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ metadata, blobs, retentionMs, clock }: SweeperOptions) {
    this.#metadata = metadata;
    this.#blobs = blobs;
    this.#retentionMs = retentionMs;
    this.#clock = clock;
  }

  /** Sweeps twice in a retention. */
  start(onError: (error: unknown) => void): void {
    this.#timer = setInterval(() => void this.sweep().catch(onError), this.#retentionMs / 2).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }

  sweep(): Promise<SweepResult> {
    const next = this.#last.then(() => this.#sweep());
    this.#last = next.catch(() => {});
    return next;
  }

  async #sweep(): Promise<SweepResult> {
    const removed = await this.#removeDoomed();
    const adopted = await this.#adoptUnknown();
    return { adopted, removed };
  }

  /** Bytes before rows: a crash in between leaves a row without bytes, which the next sweep removes. */
  async #removeDoomed(): Promise<number> {
    const until = this.#clock() - this.#retentionMs;
    let removed = 0;
    for (;;) {
      const ids = await this.#metadata.doomedBlobs(until, PAGE);
      if (ids.length === 0) return removed;
      await this.#blobs.remove(ids);
      await this.#metadata.forgetBlobs(ids);
      removed += ids.length;
    }
  }

  async #adoptUnknown(): Promise<number> {
    let adopted = 0;
    for await (const page of this.#blobs.list()) {
      const left: string[] = [];
      for (const id of await this.#metadata.unknownBlobs(page)) if (await this.#isOld(id)) left.push(id);
      if (left.length > 0) await this.#metadata.doomUnknown(left, this.#clock());
      adopted += left.length;
    }
    return adopted;
  }

  async #isOld(id: string): Promise<boolean> {
    const modifiedAt = await this.#blobs.modifiedAt(id);
    return modifiedAt !== undefined && modifiedAt <= this.#clock() - this.#retentionMs;
  }
}
