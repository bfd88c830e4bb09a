/** Metadata in a database, whichever it is: reads and changes are steps (steps.ts), which its engine runs. */
import { setImmediate as others } from 'node:timers/promises';
import type { NewChannel } from '../channel-records.js';
import type { BoundDomain, NewDomain } from '../domain-records.js';
import type {
  BucketAcl,
  BucketPage,
  BucketQuery,
  BucketRecord,
  BucketUsage,
  ListedObject,
  ListPage,
  ListQuery,
  ObjectAcl,
  ObjectRecord,
  Rows,
} from '../records.js';
import type { NewStyle, ProcessConfiguration, StyleRecord } from '../style-records.js';
import type { Tags } from '../tags.js';
import type {
  CompletedUpload,
  PartPage,
  UploadName,
  UploadPage,
  UploadQuery,
  UploadRecord,
} from '../upload-records.js';
import { Alone } from './alone.js';
import { DatabaseKeys } from './database-keys.js';
import { DatabaseLifecycles } from './database-lifecycles.js';
import { DatabaseQuotas } from './database-quotas.js';
import { bucketOfDomain, domainsOf } from './domain-steps.js';
import type { Engine } from './engine.js';
import type { HeadCache } from './head-cache.js';
import { Heads, type Others } from './heads.js';
import type {
  Appended,
  BlobUser,
  Compaction,
  LiveBlob,
  MetadataStore,
  NewAppend,
  NewBucket,
  NewBucketSetting,
  NewPart,
  NewUpload,
  ObjectCommit,
  UploadCompletion,
} from './metadata.js';
import * as reads from './reads.js';
import * as uploads from './upload-reads.js';
import { usageOf } from './usage.js';

export class DatabaseMetadata extends Alone implements MetadataStore {
  readonly keys: DatabaseKeys;
  readonly lifecycles: DatabaseLifecycles;
  readonly quotas: DatabaseQuotas;
  readonly #engine: Engine;
  readonly #heads: Heads;

  /** `cache` only where nobody else changes the database, or where `others` tells of it. */
  protected constructor(engine: Engine, cache?: HeadCache, others?: Others) {
    super();
    this.#engine = engine;
    this.#heads = new Heads(engine, cache, others);
    this.keys = new DatabaseKeys(engine);
    this.lifecycles = new DatabaseLifecycles(engine, this.#heads);
    this.quotas = new DatabaseQuotas(engine, this.#heads);
  }

  identity(): Promise<string> {
    return this.#engine.read(reads.identityOf);
  }

  bucket(name: string): Promise<BucketRecord | undefined> {
    return this.#engine.read(() => reads.bucketNamed(name));
  }

  buckets(query: BucketQuery): Promise<BucketPage> {
    return this.#engine.read(() => reads.bucketsOf(query));
  }

  createBucket(bucket: NewBucket): Promise<{ bucket: BucketRecord; created: boolean }> {
    return this.#heads.change('createBucket', bucket);
  }

  setBucketAcl(name: string, acl: BucketAcl): Promise<void> {
    return this.#heads.change('setBucketAcl', { name, acl });
  }

  setCacheControl(name: string, cacheControl: string | undefined): Promise<void> {
    return this.#heads.change('setCacheControl', { name, cacheControl: cacheControl ?? null });
  }

  deleteBucket(name: string): Promise<void> {
    return this.#heads.change('deleteBucket', { name });
  }

  setProcessConfiguration(name: string, configuration: ProcessConfiguration): Promise<void> {
    return this.#heads.change('setProcessConfiguration', { name, configuration });
  }

  setBucketSetting(setting: NewBucketSetting): Promise<void> {
    return this.#heads.change('setBucketSetting', setting);
  }

  putChannel(channel: NewChannel): Promise<void> {
    return this.#heads.change('putChannel', channel);
  }

  removeChannel(bucket: string): Promise<void> {
    return this.#heads.change('removeChannel', { bucket });
  }

  head(bucket: string, key: string, style?: string): Promise<Rows> {
    return this.#heads.find(bucket, key, style);
  }

  /** In steps, between which others have their turn; a change made meanwhile may be in the page or not. */
  async list(query: ListQuery): Promise<ListPage> {
    const objects: ListedObject[] = [];
    const prefixes: string[] = [];
    let marker = query.marker ?? '';
    for (let left = query.limit; ; await others()) {
      const limit = Math.min(left, this.#engine.listStep);
      const step = await this.#engine.read(() => reads.listOf({ ...query, marker, limit }));
      objects.push(...step.objects);
      prefixes.push(...step.prefixes);
      left -= step.objects.length + step.prefixes.length;
      if (step.next === undefined) return { objects, prefixes };
      if (left === 0) return { objects, prefixes, next: step.next };
      marker = step.next;
    }
  }

  commit(commit: ObjectCommit): Promise<void> {
    return this.#heads.change('commit', commit);
  }

  delete(bucket: string, keys: readonly string[], at: number): Promise<number> {
    return this.#heads.change('delete', { bucket, keys, at });
  }

  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void> {
    return this.#heads.change('setObjectAcl', { bucket, key, acl });
  }

  setTags(bucket: string, key: string, tags: Tags): Promise<void> {
    return this.#heads.change('setTags', { bucket, key, tags });
  }

  async usage(bucket: string): Promise<BucketUsage> {
    const read = (after: string, limit: number) => this.#engine.read(() => reads.tallyOf(bucket, after, limit));
    const classes = await usageOf(read);
    return { classes, uploads: await this.#engine.read(() => uploads.countUploads(bucket)) };
  }

  append(append: NewAppend): Promise<Appended> {
    return this.#heads.change('append', append);
  }

  compact(compaction: Compaction): Promise<boolean> {
    return this.#heads.change('compact', compaction);
  }

  initiateUpload(upload: NewUpload): Promise<void> {
    return this.#heads.change('initiateUpload', upload);
  }

  upload(name: UploadName): Promise<UploadRecord> {
    return this.#engine.read(() => uploads.uploadNamed(name));
  }

  parts(name: UploadName, after: number, limit: number): Promise<PartPage> {
    return this.#engine.read(() => uploads.partsOf(name, after, limit));
  }

  putPart(part: NewPart): Promise<void> {
    return this.#heads.change('putPart', part);
  }

  completeUpload(completion: UploadCompletion): Promise<CompletedUpload> {
    return this.#heads.change('completeUpload', completion);
  }

  abortUpload(upload: UploadName, at: number): Promise<void> {
    return this.#heads.change('abortUpload', { upload, at });
  }

  uploads(query: UploadQuery): Promise<UploadPage> {
    return this.#engine.read(() => uploads.listUploads(query));
  }

  putStyle(style: NewStyle): Promise<void> {
    return this.#heads.change('putStyle', style);
  }

  styles(bucket: string): Promise<readonly StyleRecord[]> {
    return this.#engine.read(() => reads.stylesOf(bucket));
  }

  removeStyle(bucket: string, name: string): Promise<void> {
    return this.#heads.change('removeStyle', { bucket, name });
  }

  bucketOfDomain(domain: string): Promise<string | undefined> {
    return this.#engine.read(() => bucketOfDomain(domain));
  }

  domains(bucket: string): Promise<readonly BoundDomain[]> {
    return this.#engine.read(() => domainsOf(bucket));
  }

  bindDomain(domain: NewDomain): Promise<void> {
    return this.#heads.change('bindDomain', domain);
  }

  unbindDomain(bucket: string, domain: string): Promise<void> {
    return this.#heads.change('unbindDomain', { bucket, domain });
  }

  saveFacts({ bucket, key, version }: ObjectRecord, facts: string): Promise<void> {
    return this.#heads.change('saveFacts', { bucket, key, version, facts });
  }

  unknownBlobs(ids: readonly string[]): Promise<readonly string[]> {
    return this.#engine.read(() => reads.unknownOf(ids));
  }

  doomUnknown(ids: readonly string[], at: number): Promise<void> {
    return this.#heads.change('doomUnknown', { ids, at });
  }

  doomedBlobs(until: number, limit: number): Promise<readonly string[]> {
    return this.#engine.read(() => reads.doomedUntil(until, limit));
  }

  countLiveBlobs(): Promise<number> {
    return this.#engine.read(reads.countLiveBlobs);
  }

  liveBlobs(after: string, limit: number): Promise<readonly LiveBlob[]> {
    return this.#engine.read(() => reads.liveBlobsAfter(after, limit));
  }

  liveOf(ids: readonly string[]): Promise<readonly string[]> {
    return this.#engine.read(() => reads.liveOf(ids));
  }

  blobUsers(ids: readonly string[]): Promise<readonly BlobUser[]> {
    return this.#engine.read(() => reads.blobUsers(ids));
  }

  forgetBlobs(ids: readonly string[]): Promise<void> {
    return this.#heads.change('forgetBlobs', { ids });
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
