/** Quotas in a database, whichever it is. */
import type { Engine } from './engine.js';
import type { HeadCache } from './head-cache.js';
import type { QuotaMetadata } from './metadata.js';
import { bytesLeft, uncountedBuckets } from './quota-steps.js';

export class DatabaseQuotas implements QuotaMetadata {
  readonly #engine: Engine;
  readonly #heads: HeadCache | undefined;

  constructor(engine: Engine, heads?: HeadCache) {
    this.#engine = engine;
    this.#heads = heads;
  }

  async set(bucket: string, bytes: number | undefined): Promise<void> {
    try {
      await this.#engine.change('setQuota', { bucket, quota: bytes ?? null });
    } finally {
      this.#heads?.clear();
    }
  }

  count(bucket: string): Promise<boolean> {
    return this.#engine.change('countUsage', { bucket });
  }

  left(bucket: string): Promise<number | undefined> {
    return this.#engine.read(() => bytesLeft(bucket));
  }

  uncounted(): Promise<readonly string[]> {
    return this.#engine.read(uncountedBuckets);
  }
}
