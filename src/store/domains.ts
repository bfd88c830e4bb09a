/** The domains of buckets: names are checked by who asks, times are kept here. */
import type { BoundDomain, DomainStore, NewDomain } from './domain-records.js';
import { checkBucket } from './metadata/keys.js';
import type { MetadataStore } from './metadata/metadata.js';

export class Domains implements DomainStore {
  readonly #metadata: MetadataStore;
  readonly #clock: () => number;

  constructor(metadata: MetadataStore, clock: () => number) {
    this.#metadata = metadata;
    this.#clock = clock;
  }

  async find(domain: string): Promise<string | undefined> {
    return this.#metadata.bucketOfDomain(domain);
  }

  async list(bucket: string): Promise<readonly BoundDomain[]> {
    checkBucket(bucket);
    return this.#metadata.domains(bucket);
  }

  async bind(binding: Omit<NewDomain, 'at'>): Promise<void> {
    checkBucket(binding.bucket);
    await this.#metadata.bindDomain({ ...binding, at: this.#clock() });
  }

  async unbind(bucket: string, domain: string): Promise<void> {
    checkBucket(bucket);
    await this.#metadata.unbindDomain(bucket, domain);
  }
}
