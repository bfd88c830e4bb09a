/** Quotas in a database, whichever it is. */
import type { Engine } from './engine.js';
import type { Heads } from './heads.js';
import type { QuotaMetadata } from './metadata.js';
import { bytesLeft, uncountedBuckets } from './quota-steps.js';

export class DatabaseQuotas implements QuotaMetadata {
  readonly #engine: Engine;
  readonly #heads: Heads;

  constructor(engine: Engine, heads: Heads) {
    this.#engine = engine;
    this.#heads = heads;
  }

  set(bucket: string, bytes: number | undefined): Promise<void> {
    return this.#heads.change('setQuota', { bucket, quota: bytes ?? null });
  }

  count(bucket: string): Promise<boolean> {
    return this.#heads.change('countUsage', { bucket });
  }

  left(bucket: string): Promise<number | undefined> {
    return this.#engine.read(() => bytesLeft(bucket));
  }

  uncounted(): Promise<readonly string[]> {
    return this.#engine.read(uncountedBuckets);
  }
}
