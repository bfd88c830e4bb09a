/** How buckets answer on IMG domains; times are kept here. */
import type { ChannelSettings, ChannelStore } from './channel-records.js';
import { checkBucket } from './metadata/keys.js';
import type { MetadataStore } from './metadata/metadata.js';

export class Channels implements ChannelStore {
  readonly #metadata: MetadataStore;
  readonly #clock: () => number;

  constructor(metadata: MetadataStore, clock: () => number) {
    this.#metadata = metadata;
    this.#clock = clock;
  }

  async put(bucket: string, settings: ChannelSettings, most: number): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.putChannel({ bucket, settings, most, at: this.#clock() });
  }

  async remove(bucket: string): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.removeChannel(bucket);
  }
}
