/** The lifecycle rules of buckets. Every read of an object asks for them, so they are kept as long as they are the same. */
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { LifecycleRules, LifecycleStore } from './lifecycle-records.js';
import { checkBucket } from './metadata/keys.js';
import type { LifecycleMetadata } from './metadata/metadata.js';
import type { BucketRecord } from './records.js';

/** Rules of all buckets together. A bucket has a thousand at most. */
const MOST_RULES = 20_000;

export class Lifecycles implements LifecycleStore {
  readonly #metadata: LifecycleMetadata;
  /** By stamp, which rules have for themselves alone: nothing here is ever out of date. */
  readonly #kept = new LRUCache<string, LifecycleRules>({
    maxSize: MOST_RULES,
    sizeCalculation: (rules) => rules.length + 1,
  });

  constructor(metadata: LifecycleMetadata) {
    this.#metadata = metadata;
  }

  async set(bucket: string, rules: LifecycleRules | undefined): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.set(bucket, rules && { stamp: randomUUID(), rules });
  }

  async rulesOf({ name, lifecycle }: BucketRecord): Promise<LifecycleRules | undefined> {
    if (lifecycle === undefined) return undefined;
    const kept = this.#kept.get(lifecycle);
    if (kept !== undefined) return kept;
    const found = await this.#metadata.find(name);
    if (found !== undefined) this.#kept.set(found.stamp, found.rules);
    return found?.rules;
  }
}
