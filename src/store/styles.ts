/** The styles of buckets: names and contents are whoever's who asks, times are kept here. */
import { checkBucket } from './metadata/keys.js';
import type { MetadataStore } from './metadata/metadata.js';
import type { NewStyle, StyleRecord, StyleStore } from './style-records.js';

export class Styles implements StyleStore {
  readonly #metadata: MetadataStore;
  readonly #clock: () => number;

  constructor(metadata: MetadataStore, clock: () => number) {
    this.#metadata = metadata;
    this.#clock = clock;
  }

  async put(bucket: string, style: Omit<NewStyle, 'bucket' | 'at'>): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.putStyle({ ...style, bucket, at: this.#clock() });
  }

  async list(bucket: string): Promise<readonly StyleRecord[]> {
    checkBucket(bucket);
    return this.#metadata.styles(bucket);
  }

  async remove(bucket: string, name: string): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.removeStyle(bucket, name);
  }
}
