/** The settings of buckets that are kept whole. */
import type { BucketSettings, SettingStore } from './bucket-settings.js';
import { checkBucket } from './metadata/keys.js';
import type { MetadataStore, NewBucketSetting } from './metadata/metadata.js';

export class Settings implements SettingStore {
  readonly #metadata: MetadataStore;

  constructor(metadata: MetadataStore) {
    this.#metadata = metadata;
  }

  async set<S extends keyof BucketSettings>(
    bucket: string,
    setting: S,
    value: BucketSettings[S] | undefined,
  ): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.setBucketSetting({ name: bucket, setting, value: value ?? null } as NewBucketSetting);
  }
}
