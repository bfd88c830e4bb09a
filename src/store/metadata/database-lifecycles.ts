/** Lifecycle rules in a database, whichever it is. */
import type { LifecyclePass } from '../lifecycle-records.js';
import type { KeyRange } from '../lifetimes.js';
import type { UploadName } from '../upload-records.js';
import type { Engine } from './engine.js';
import type { HeadCache } from './head-cache.js';
import * as steps from './lifecycle-steps.js';
import type { AgedObject, LifecycleMetadata, Removal, Removed, StampedRules } from './metadata.js';

export class DatabaseLifecycles implements LifecycleMetadata {
  readonly #engine: Engine;
  readonly #heads: HeadCache | undefined;

  constructor(engine: Engine, heads?: HeadCache) {
    this.#engine = engine;
    this.#heads = heads;
  }

  async set(bucket: string, made: StampedRules | undefined): Promise<void> {
    try {
      await this.#engine.change('setLifecycle', { bucket, made: made ?? null });
    } finally {
      this.#heads?.clear();
    }
  }

  find(bucket: string): Promise<LifecyclePass | undefined> {
    return this.#engine.read(() => steps.lifecycleOf(bucket));
  }

  due(after: string, today: number): Promise<LifecyclePass | undefined> {
    return this.#engine.read(() => steps.dueLifecycle(after, today));
  }

  aged(bucket: string, range: KeyRange, limit: number): Promise<readonly AgedObject[]> {
    return this.#engine.read(() => steps.agedObjects(bucket, range, limit));
  }

  async remove(removal: Removal): Promise<Removed | undefined> {
    try {
      return await this.#engine.change('removeExpired', removal);
    } finally {
      for (const { key } of removal.objects) this.#heads?.forget(removal.pass.bucket, key);
    }
  }

  abort(upload: UploadName, stamp: string, at: number): Promise<boolean> {
    return this.#engine.change('abortExpired', { upload, stamp, at });
  }
}
