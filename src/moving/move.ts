/** All objects of a source to a target: what is there already is not moved again, and a bad one stops nobody. */
import { Crc64 } from '../store/blobs/crc64.js';
import { again } from './again.js';
import { type Ending, GIVE_UP_AFTER, Lanes } from './lanes.js';
import type { Listed, Source, Target, Unreadable } from './place.js';
import { transfer } from './transfer.js';

/** A source that sends a byte now and then would hold its place for ever: bytes a second, and seconds for all else. */
const SLOWEST = 16 << 10;
const PATIENCE_SECONDS = 120;

export interface MoveOptions {
  readonly source: Source;
  readonly target: Target;
  readonly parallel: number;
  readonly dryRun: boolean;
  /** What is there and is not the same stays. */
  readonly keep: boolean;
  /** Ends the listing; what is on its way is finished. */
  readonly stopped: () => boolean;
  readonly watch: Watch;
}

export interface Watch {
  /** `replaces`: another object of that name. */
  moved(object: Listed, replaces: boolean): void;
  same(object: Listed): void;
  kept(object: Listed): void;
  failed(key: string, reason: string): void;
}

/** @throws RemoteFailure when the source or the target cannot be listed to the end */
export async function move(options: MoveOptions): Promise<Ending> {
  const run = new Run(options, await Crc64.load());
  return run.all();
}

/** A timer of more milliseconds goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

function timeFor({ size }: Listed): AbortSignal {
  return AbortSignal.timeout(Math.min(LONGEST_TIMER, Math.ceil((PATIENCE_SECONDS + size / SLOWEST) * 1000)));
}

class Run {
  readonly #options: MoveOptions;
  readonly #crc64: Crc64;
  /** Of the listings. */
  readonly #listing = new AbortController();
  #failedInARow = 0;

  constructor(options: MoveOptions, crc64: Crc64) {
    this.#options = options;
    this.#crc64 = crc64;
  }

  async all(): Promise<Ending> {
    const { source, target, parallel, stopped } = this.#options;
    const { signal } = this.#listing;
    const lanes = new Lanes(parallel);
    const there = target.finder(signal);
    try {
      for await (const item of source.list(signal)) {
        if (stopped()) return 'stopped';
        if (this.#failedInARow >= GIVE_UP_AFTER) return 'given up';
        const found = 'fault' in item ? undefined : await there.find(item.key);
        await lanes.run(() => this.#one(item, found));
      }
      return 'all tried';
    } finally {
      await lanes.idle();
      this.#listing.abort();
    }
  }

  async #one(item: Listed | Unreadable, found: Listed | undefined): Promise<void> {
    const { watch, keep, dryRun } = this.#options;
    try {
      if ('fault' in item) return watch.failed(item.key, item.fault);
      if (found !== undefined && (await this.#isSame(item, found))) watch.same(item);
      else if (found !== undefined && keep) watch.kept(item);
      else {
        if (!dryRun) await this.#move(item);
        watch.moved(item, found !== undefined);
      }
      this.#failedInARow = 0;
    } catch (error) {
      this.#failedInARow++;
      watch.failed(item.key, error instanceof Error ? error.message : String(error));
    }
  }

  async #move(object: Listed): Promise<void> {
    const { source, target, keep } = this.#options;
    await again(() => {
      const signal = timeFor(object);
      return transfer(object, { source, target, crc64: this.#crc64, options: { keep, signal } });
    }, this.#listing.signal);
  }

  /** Bytes alone are compared. Where the listings do not tell, both sides are asked for digests. */
  async #isSame(object: Listed, found: Listed): Promise<boolean> {
    if (object.symlink || found.symlink) return object.symlink === found.symlink && object.etag === found.etag;
    if (object.size !== found.size) return false;
    if (object.md5 !== undefined && found.md5 !== undefined) return object.md5 === found.md5;
    // Of parts: the digest of their digests, which parts of other sizes would not have.
    if (object.etag?.includes('-') && object.etag.toUpperCase() === found.etag?.toUpperCase()) return true;
    const { source, target } = this.#options;
    const signal = timeFor(object);
    const ours = await again(() => source.digests(object, signal), signal);
    const theirs = { md5: found.md5, ...(await again(() => target.digests(object.key, signal), signal)) };
    if (ours.crc64 !== undefined && theirs.crc64 !== undefined) return ours.crc64 === theirs.crc64;
    return ours.md5 !== undefined && ours.md5 === theirs.md5;
  }
}
