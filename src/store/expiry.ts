/** Removes what lifecycle rules say has expired: a walk over each bucket with rules, once a day, in small steps. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OssError } from '../errors.js';
import type { Expired, LifecyclePass } from './lifecycle-records.js';
import { abortionOf, DAY_MS, expiryOf, type KeyRange, rangesOf } from './lifetimes.js';
import { justAfter, later } from './metadata/keys.js';
import type { AgedObject, MetadataStore } from './metadata/metadata.js';
import type { UploadPage } from './upload-records.js';

/** Objects that are looked at, and removed, in one step: more would hold up the event loop, and the writer. */
const PAGE = 200;
/** Steps that found nothing to remove, after which it is noted all the same how far the walk has come. */
const NOTED_AFTER = 50;
/** Ends of lifetimes are at midnight UTC: an hour later at the latest a walk has begun. */
const INTERVAL_MS = 3_600_000;
/** A server that never runs for an hour has to do it too. */
const FIRST_MS = 90_000;

export interface ExpirerOptions {
  readonly metadata: MetadataStore;
  readonly clock: () => number;
  /** Told of every bucket that lost something. */
  readonly onExpired?: (bucket: string, expired: Expired) => void;
}

export interface ExpiryStats extends Expired {
  /** Walks over a bucket that came to their end. */
  readonly walks: number;
  /** Walks that broke off; the next run goes on with them. */
  readonly failures: number;
}

/**
 * How far a walk has come is kept in the metadata, so that a server that was stopped goes on where it was, and several
 * nodes that share a database share the walk. What is removed is decided a second time in the transaction that removes
 * it: an object that was replaced or tagged meanwhile stays, and so does everything when the rules have changed.
 */
export class Expirer {
  readonly #metadata: MetadataStore;
  readonly #clock: () => number;
  readonly #onExpired: ExpirerOptions['onExpired'];
  #timer: NodeJS.Timeout | undefined;
  /** One run after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #stopped = false;
  #stats = { objects: 0, bytes: 0, uploads: 0, walks: 0, failures: 0 };

  constructor({ metadata, clock, onExpired }: ExpirerOptions) {
    this.#metadata = metadata;
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  start(onError: (error: unknown) => void): void {
    const runIn = (wait: number): void => {
      this.#timer = setTimeout(() => {
        runIn(INTERVAL_MS);
        this.run().catch(onError);
      }, wait).unref();
    };
    runIn(FIRST_MS);
  }

  /** A run that is under way ends with the step it is in. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#last;
  }

  stats(): ExpiryStats {
    return { ...this.#stats };
  }

  /** Walks over every bucket that has not been walked over today. Rejects at the end with the first failure. */
  run(): Promise<Expired> {
    const next = this.#last.then(() => this.#run());
    this.#last = next.catch(() => {});
    return next;
  }

  async #run(): Promise<Expired> {
    const before = this.stats();
    const failures: unknown[] = [];
    for (let bucket: string | undefined = ''; bucket !== undefined && !this.#stopped; ) {
      const due = await this.#metadata.lifecycles.due(bucket, this.#today());
      bucket = due?.bucket;
      if (due !== undefined) await this.#walk(due).catch((error) => failures.push(error));
    }
    this.#stats.failures += failures.length;
    if (failures.length > 0) throw failures[0];
    return difference(this.#stats, before);
  }

  async #walk(due: LifecyclePass): Promise<void> {
    const before = this.stats();
    try {
      let stamp: string | undefined;
      for (let pass: LifecyclePass | undefined = due; pass !== undefined && !this.#stopped; ) {
        if (pass.stamp !== stamp) await this.#abortUploads(pass);
        stamp = pass.stamp;
        pass = await this.#steps(pass);
      }
    } catch (error) {
      // Whoever empties a bucket and deletes it may do so at any step of the walk.
      if (!isOf(error, 'NoSuchBucket')) throw error;
    } finally {
      const expired = difference(this.#stats, before);
      if (expired.objects + expired.uploads > 0) this.#onExpired?.(due.bucket, expired);
    }
  }

  /** undefined: the walk is at its end, or somebody else's; otherwise as others have left it. */
  async #steps(pass: LifecyclePass): Promise<LifecyclePass | undefined> {
    const ranges = rangesOf(pass.rules, 'expiration');
    let noted = pass.cursor;
    let cursor: string | undefined = pass.cursor;
    for (let step = 1; cursor !== undefined && !this.#stopped; step++) {
      const began = performance.now();
      const { objects, next } = await this.#look(pass, ranges, cursor);
      cursor = next;
      if (objects.length > 0 || next === undefined || step % NOTED_AFTER === 0) {
        if (!(await this.#remove({ ...pass, cursor: noted }, objects, next))) return this.#again(pass);
        noted = next ?? '';
      }
      // As long as it worked: requests have at least half of everything.
      await sleep(performance.now() - began);
    }
    return undefined;
  }

  /** The expired among the next objects, and the key behind them. */
  async #look({ bucket, rules }: LifecyclePass, ranges: readonly KeyRange[], cursor: string) {
    const range = ranges.find(({ before }) => before !== cursor && later(cursor, before) === before);
    if (range === undefined) return { objects: [], next: undefined };
    const from = later(range.from, cursor);
    const page = await this.#metadata.lifecycles.aged(bucket, { from, before: range.before }, PAGE);
    const now = this.#clock();
    const objects = page.filter((object) => (expiryOf(rules, object)?.at ?? Number.POSITIVE_INFINITY) <= now);
    const last = page.at(-1);
    const next = page.length < PAGE || last === undefined ? range.before : justAfter(last.key);
    return { objects, next: next === ranges.at(-1)?.before ? undefined : next };
  }

  async #remove(pass: LifecyclePass, objects: readonly AgedObject[], next: string | undefined): Promise<boolean> {
    const { bucket, stamp, cursor: before } = pass;
    const removed = await this.#metadata.lifecycles.remove({
      pass: { bucket, stamp, cursor: before },
      objects,
      cursor: next,
      today: this.#today(),
      at: this.#clock(),
    });
    if (removed === undefined) return false;
    this.#stats.objects += removed.objects;
    this.#stats.bytes += removed.bytes;
    if (next === undefined) this.#stats.walks++;
    return true;
  }

  /** The walk as it stands, unless it is over for today. */
  async #again({ bucket }: LifecyclePass): Promise<LifecyclePass | undefined> {
    const pass = await this.#metadata.lifecycles.find(bucket);
    return pass !== undefined && pass.passed < this.#today() ? pass : undefined;
  }

  async #abortUploads({ bucket, stamp, rules }: LifecyclePass): Promise<void> {
    const metadata = this.#metadata;
    for (const { prefix } of rules.filter(({ enabled, abort }) => enabled && abort !== undefined)) {
      let next: UploadPage['next'];
      do {
        const marker = next && { keyMarker: next.key, idMarker: next.id };
        const page: UploadPage = await metadata.uploads({ bucket, prefix, limit: PAGE, ...marker });
        for (const upload of page.uploads) {
          if (this.#stopped) return;
          if ((abortionOf(rules, upload) ?? Number.POSITIVE_INFINITY) > this.#clock()) continue;
          if (await this.#abort(upload, stamp)) this.#stats.uploads++;
        }
        next = page.next;
      } while (next !== undefined);
    }
  }

  /** false: it was ended by its client or by another node, or the rules have changed. */
  async #abort(upload: { bucket: string; key: string; id: string }, stamp: string): Promise<boolean> {
    const { bucket, key, id } = upload;
    try {
      return await this.#metadata.lifecycles.abort({ bucket, key, id }, stamp, this.#clock());
    } catch (error) {
      if (isOf(error, 'NoSuchUpload')) return false;
      throw error;
    }
  }

  #today(): number {
    return Math.floor(this.#clock() / DAY_MS);
  }
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof OssError && error.code === code;
}

function difference(after: Expired, before: Expired): Expired {
  return {
    objects: after.objects - before.objects,
    bytes: after.bytes - before.bytes,
    uploads: after.uploads - before.uploads,
  };
}
