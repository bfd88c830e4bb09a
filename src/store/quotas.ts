/** Quotas of buckets, and what is left of them for an upload that is about to begin. */
import { setImmediate as others } from 'node:timers/promises';
import { checkBucket } from './metadata/keys.js';
import type { MetadataStore, QuotaMetadata } from './metadata/metadata.js';
import { type QuotaStore, quotaExceeded } from './quota-records.js';

export class Quotas implements QuotaStore {
  readonly #metadata: QuotaMetadata;

  constructor(metadata: QuotaMetadata) {
    this.#metadata = metadata;
  }

  async set(bucket: string, bytes: number | undefined): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.set(bucket, bytes);
    if (bytes !== undefined) await finishCount(this.#metadata, bucket);
  }
}

/** Goes on counting what a bucket holds, in steps, between which others have their turn. */
export async function finishCount(metadata: QuotaMetadata, bucket: string): Promise<void> {
  while (!(await metadata.count(bucket))) await others();
}

/**
 * What an upload is told before its first byte; the transaction that keeps it decides. `room`: for the blob store, which
 * cuts off a body that turns out to be longer; empty where there is no quota.
 * @param size bytes that were announced
 * @param replaced bytes that go when it is kept
 * @throws OssError 403 QuotaExceeded
 */
export async function roomFor(
  { quotas }: Pick<MetadataStore, 'quotas'>,
  bucket: string,
  size: number | undefined,
  replaced: () => number | Promise<number> = () => 0,
): Promise<{ readonly room?: number }> {
  const left = await quotas.left(bucket);
  if (left === undefined) return {};
  const before = await replaced();
  // What only replaces as much is kept even where the bucket holds too much already.
  const room = Math.max(left + before, before, 0);
  if (size !== undefined && size > room) throw quotaExceeded();
  return { room };
}
