/** Lifecycle rules in a database, whichever it is. */
import type { LifecyclePass } from '../lifecycle-records.js';
import type { KeyRange } from '../lifetimes.js';
import type { UploadName } from '../upload-records.js';
import type { Engine } from './engine.js';
import type { Heads } from './heads.js';
import * as steps from './lifecycle-steps.js';
import type { AgedObject, LifecycleMetadata, Removal, Removed, StampedRules } from './metadata.js';

export class DatabaseLifecycles implements LifecycleMetadata {
  readonly #engine: Engine;
  readonly #heads: Heads;

  constructor(engine: Engine, heads: Heads) {
    this.#engine = engine;
    this.#heads = heads;
  }

  set(bucket: string, made: StampedRules | undefined): Promise<void> {
    return this.#heads.change('setLifecycle', { bucket, made: made ?? null });
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

  remove(removal: Removal): Promise<Removed | undefined> {
    return this.#heads.change('removeExpired', removal);
  }

  abort(upload: UploadName, stamp: string, at: number): Promise<boolean> {
    return this.#heads.change('abortExpired', { upload, stamp, at });
  }
}
