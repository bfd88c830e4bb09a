/** Removes the bytes that nobody can be reading any more, and what crashes left behind. */
import { setImmediate as others } from 'node:timers/promises';
import type { BlobStore } from './blobs/blobs.js';
import { forEach } from './for-each.js';
import type { MetadataStore } from './metadata/metadata.js';
import { finishCount } from './quotas.js';

/** Ids of one query and of one change: more would hold up the event loop, and the writer for tens of milliseconds. */
const PAGE = 200;
/** Removals on their way, so that an engine far away is not waited for one by one. */
const AT_ONCE = 8;
/** What an upload may take that is still going on: of parts at an engine nobody sees whether one has just arrived. */
const LONGEST_UPLOAD_MS = 24 * 3_600_000;
/** A server that never runs for half a retention has to sweep too. */
const FIRST_SWEEP_MS = 60_000;

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
  #listedAt: number | undefined;
  /** One sweep after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ metadata, blobs, retentionMs, clock }: SweeperOptions) {
    this.#metadata = metadata;
    this.#blobs = blobs;
    this.#retentionMs = retentionMs;
    this.#clock = clock;
  }

  /** Sweeps soon, and then twice in a retention. */
  start(onError: (error: unknown) => void): void {
    const interval = this.#retentionMs / 2;
    const sweepIn = (wait: number): void => {
      this.#timer = setTimeout(() => {
        sweepIn(interval);
        this.#inTurn().catch(onError);
      }, wait).unref();
    };
    sweepIn(Math.min(interval, FIRST_SWEEP_MS));
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#last;
  }

  sweep(): Promise<SweepResult> {
    return this.#queued(() => this.#sweep(true));
  }

  /** Of several nodes one: twice would do no harm, and be work for nothing. */
  async #inTurn(): Promise<void> {
    if (await this.#metadata.leads()) await this.#queued(() => this.#sweep(this.#isListingDue()));
  }

  #queued(work: () => Promise<SweepResult>): Promise<SweepResult> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => {});
    return next;
  }

  /** What cannot be removed keeps nothing else from it, and is told of at the end. */
  async #sweep(lists: boolean): Promise<SweepResult> {
    const failures: unknown[] = [];
    await this.#finishCounts().catch((error) => failures.push(error));
    await this.#metadata.forgetChanges().catch((error) => failures.push(error));
    const removed = await this.#removeDoomed(failures);
    const adopted = lists ? await this.#adoptUnknown() : 0;
    if (failures.length > 0) throw failures[0];
    return { adopted, removed };
  }

  /** Of buckets that were given a quota by a server that did not live to count them. */
  async #finishCounts(): Promise<void> {
    const { quotas } = this.#metadata;
    for (const bucket of await quotas.uncounted()) await finishCount(quotas, bucket);
  }

  /** Bytes before rows: a crash in between leaves a row without bytes, which the next sweep removes. */
  async #removeDoomed(failures: unknown[]): Promise<number> {
    const until = this.#clock() - this.#retentionMs;
    let removed = 0;
    for (;;) {
      const gone = await this.#remove(await this.#metadata.doomedBlobs(until, PAGE), failures);
      if (gone.length === 0) return removed;
      await this.#metadata.forgetBlobs(gone);
      removed += gone.length;
      await others();
    }
  }

  async #remove(ids: readonly string[], failures: unknown[]): Promise<string[]> {
    const gone: string[] = [];
    await forEach(ids, AT_ONCE, async (id) => {
      try {
        await this.#blobs.remove([id]);
        gone.push(id);
      } catch (error) {
        failures.push(error);
      }
    });
    return gone;
  }

  #isListingDue(): boolean {
    const { listedEvery = 0 } = this.#blobs;
    return this.#listedAt === undefined || this.#clock() - this.#listedAt >= listedEvery;
  }

  async #adoptUnknown(): Promise<number> {
    let adopted = 0;
    this.#listedAt = this.#clock();
    await this.#blobs.dropUnfinished?.(this.#clock() - Math.max(this.#retentionMs, LONGEST_UPLOAD_MS));
    for await (const page of this.#blobs.list(PAGE)) {
      const left: string[] = [];
      for (const id of await this.#metadata.unknownBlobs(page)) if (await this.#isOld(id)) left.push(id);
      if (left.length > 0) await this.#metadata.doomUnknown(left, this.#clock());
      adopted += left.length;
      await others();
    }
    return adopted;
  }

  async #isOld(id: string): Promise<boolean> {
    const modifiedAt = await this.#blobs.modifiedAt(id);
    return modifiedAt !== undefined && modifiedAt <= this.#clock() - this.#retentionMs;
  }
}
