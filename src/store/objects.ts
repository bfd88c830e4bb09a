/** Buckets and objects: rows in the metadata, bytes in blobs. An object version is one row and its segments. */
import type { Readable } from 'node:stream';
import { Appends } from './appends.js';
import type { BlobStore } from './blobs/blobs.js';
import { Channels } from './channels.js';
import { Domains } from './domains.js';
import type { Expirer, ExpiryStats } from './expiry.js';
import { Keys } from './keys.js';
import type { Expired } from './lifecycle-records.js';
import { Lifecycles } from './lifecycles.js';
import type { DirectoryLock } from './lock.js';
import { checkBucket, checkKey } from './metadata/keys.js';
import type { MetadataStore } from './metadata/metadata.js';
import { copyOf, newLink } from './new-objects.js';
import { ObjectReads } from './object-reads.js';
import { openParts, type StoreParts } from './open-parts.js';
import { Puts } from './puts.js';
import { Quotas } from './quotas.js';
import type {
  BucketAcl,
  BucketPage,
  BucketQuery,
  BucketRecord,
  BucketUsage,
  ByteRange,
  LentFile,
  ListPage,
  ListQuery,
  ObjectAcl,
  ObjectDescription,
  ObjectRecord,
  PutOptions,
  Rows,
  Store,
} from './records.js';
import { type ScrubOptions, type ScrubReport, scrub } from './scrub.js';
import { Settings } from './settings.js';
import type { StoreOptions, StoreStats } from './store-options.js';
import type { ProcessConfiguration } from './style-records.js';
import { Styles } from './styles.js';
import type { Sweeper, SweepResult } from './sweep.js';
import type { Tags } from './tags.js';
import { Uploads } from './uploads.js';

export class ObjectStore implements Store {
  readonly uploads: Uploads;
  readonly styles: Styles;
  readonly settings: Settings;
  readonly domains: Domains;
  readonly channels: Channels;
  readonly keys: Keys;
  readonly lifecycles: Lifecycles;
  readonly quotas: Quotas;
  readonly #puts: Puts;
  readonly #appends: Appends;
  readonly #metadata: MetadataStore;
  readonly #blobs: BlobStore;
  readonly #lock: DirectoryLock;
  readonly #sweeper: Sweeper;
  readonly #expirer: Expirer;
  readonly #clock: () => number;
  readonly #reads: ObjectReads;
  #closed: Promise<void> | undefined;

  private constructor(parts: StoreParts) {
    const { metadata, blobs, lock, sweeper, expirer, crc64, clock, verifyReads, sources } = parts;
    this.#metadata = metadata;
    this.#blobs = blobs;
    this.#lock = lock;
    this.#sweeper = sweeper;
    this.#expirer = expirer;
    this.#clock = clock;
    this.styles = new Styles(metadata, clock);
    this.settings = new Settings(metadata);
    this.domains = new Domains(metadata, clock);
    this.channels = new Channels(metadata, clock);
    this.keys = new Keys(metadata.keys, clock);
    this.lifecycles = new Lifecycles(metadata.lifecycles);
    this.quotas = new Quotas(metadata.quotas);
    this.#reads = new ObjectReads({ blobs, crc64, sources }, verifyReads);
    this.#puts = new Puts({ metadata, blobs, clock });
    const read = this.read.bind(this);
    // Of an object that is being joined only the end is read, for which its checksum is not.
    this.#appends = new Appends({ metadata, blobs, clock, read: (object) => this.#reads.open(object) });
    this.uploads = new Uploads({ metadata, blobs, crc64, clock, read });
  }

  /** Opens a data directory: rows and bytes. Throws StartupError with one line that names what cannot be used. */
  static async open(options: StoreOptions): Promise<ObjectStore> {
    return new ObjectStore(await openParts(options));
  }

  async createBucket(bucket: { name: string; owner: string; acl?: BucketAcl }) {
    checkBucket(bucket.name);
    return this.#metadata.createBucket({ ...bucket, createdAt: this.#clock() });
  }

  async bucket(name: string): Promise<BucketRecord | undefined> {
    checkBucket(name);
    return this.#metadata.bucket(name);
  }

  async buckets(query: BucketQuery): Promise<BucketPage> {
    return this.#metadata.buckets(query);
  }

  async setBucketAcl(name: string, acl: BucketAcl): Promise<void> {
    checkBucket(name);
    await this.#metadata.setBucketAcl(name, acl);
  }

  async setCacheControl(name: string, cacheControl: string | undefined): Promise<void> {
    checkBucket(name);
    await this.#metadata.setCacheControl(name, cacheControl);
  }

  async deleteBucket(name: string): Promise<void> {
    checkBucket(name);
    await this.#metadata.deleteBucket(name);
  }

  async setProcessConfiguration(name: string, made: Omit<ProcessConfiguration, 'modifiedAt'>): Promise<void> {
    checkBucket(name);
    await this.#metadata.setProcessConfiguration(name, { ...made, modifiedAt: this.#clock() });
  }

  async head(bucket: string, key: string, style?: string): Promise<Rows> {
    checkBucket(bucket);
    checkKey(key);
    return this.#metadata.head(bucket, key, style);
  }

  put(bucket: string, key: string, body: Readable, options: PutOptions): Promise<ObjectRecord> {
    return this.#puts.put(bucket, key, body, options);
  }

  append(bucket: string, key: string, position: number, body: Readable, options: PutOptions) {
    return this.#appends.append(bucket, key, position, body, options);
  }

  async copy(source: ObjectRecord, bucket: string, key: string, options: ObjectDescription): Promise<ObjectRecord> {
    checkBucket(bucket);
    checkKey(key);
    const object = copyOf(source, bucket, key, options, this.#clock());
    await this.#metadata.commit({ object, blobs: [], forbidOverwrite: options.forbidOverwrite ?? false });
    return object;
  }

  async link(bucket: string, key: string, target: string, options: ObjectDescription): Promise<ObjectRecord> {
    checkBucket(bucket);
    checkKey(key);
    checkKey(target);
    const object = newLink(bucket, key, target, options, this.#clock());
    await this.#metadata.commit({ object, blobs: [], forbidOverwrite: options.forbidOverwrite ?? false });
    return object;
  }

  read(object: ObjectRecord, range?: ByteRange): Promise<Readable> {
    return this.#reads.read(object, range);
  }

  readHead(object: ObjectRecord, n: number): Promise<Buffer> {
    return this.#reads.readHead(object, n);
  }

  localPath(object: ObjectRecord): string | undefined {
    return this.#reads.localPath(object);
  }

  lend(object: ObjectRecord): Promise<LentFile | undefined> {
    return this.#reads.lend(object);
  }

  mustBeWhole(object: ObjectRecord): Promise<void> {
    return this.#reads.mustBeWhole(object);
  }

  /** From the next read on. */
  setVerifyReads(verifies: boolean): void {
    this.#reads.verifies = verifies;
  }

  stats(): StoreStats {
    const [sources, engine] = [this.#reads.sources, this.#blobs.stats?.()];
    const others = this.#metadata.othersStats();
    const { damaged: damagedReads } = this.#reads;
    return { damagedReads, ...(sources && { sources }), ...(engine && { engine }), ...(others && { others }) };
  }

  async saveFacts(object: ObjectRecord, facts: string): Promise<void> {
    await this.#metadata.saveFacts(object, facts);
  }

  async setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void> {
    checkBucket(bucket);
    checkKey(key);
    await this.#metadata.setObjectAcl(bucket, key, acl);
  }

  async setTags(bucket: string, key: string, tags: Tags): Promise<void> {
    checkBucket(bucket);
    checkKey(key);
    await this.#metadata.setTags(bucket, key, tags);
  }

  async usage(bucket: string): Promise<BucketUsage> {
    checkBucket(bucket);
    return this.#metadata.usage(bucket);
  }

  async delete(bucket: string, key: string): Promise<boolean> {
    return (await this.deleteAll(bucket, [key])) === 1;
  }

  async deleteAll(bucket: string, keys: readonly string[]): Promise<number> {
    checkBucket(bucket);
    keys.forEach(checkKey);
    return this.#metadata.delete(bucket, keys, this.#clock());
  }

  async list(query: ListQuery): Promise<ListPage> {
    checkBucket(query.bucket);
    return this.#metadata.list(query);
  }

  /** Removes what has been unused for longer than the retention; also runs by itself. */
  sweep(): Promise<SweepResult> {
    return this.#sweeper.sweep();
  }

  /** Reads everything, and reports what is not as it was stored. */
  scrub(options?: ScrubOptions): Promise<ScrubReport> {
    return scrub({ metadata: this.#metadata, blobs: this.#blobs }, options);
  }

  /** Removes what the lifecycle rules of all buckets say; also runs by itself. */
  expire(): Promise<Expired> {
    return this.#expirer.run();
  }

  expiryStats(): ExpiryStats {
    return this.#expirer.stats();
  }

  /** Tells all nodes, this one too. */
  announce(what: string): Promise<void> {
    return this.#metadata.announce(what);
  }

  onAnnounced(heard: (what: string) => void): void {
    this.#metadata.onAnnounced(heard);
  }

  caughtUp(): Promise<void> | undefined {
    return this.#metadata.caughtUp();
  }

  /** Rejects while the metadata cannot be read. */
  async check(): Promise<void> {
    await this.#metadata.identity();
  }

  /** Ends what was begun. Closing twice is closing once. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    try {
      await Promise.all([this.#sweeper.stop(), this.#expirer.stop()]);
      await this.#metadata.close();
      await this.#blobs.close?.();
    } finally {
      this.#lock.release();
    }
  }
}
