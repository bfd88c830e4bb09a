/** What is known about buckets, objects and blobs. Every change is one transaction, durable when it resolves. */
import type { BlobRecord } from '../blobs/blobs.js';
import type { BucketSettings } from '../bucket-settings.js';
import type { NewChannel } from '../channel-records.js';
import type { BoundDomain, NewDomain } from '../domain-records.js';
import type { KeyChange, KeyRecord, ListedKey } from '../key-records.js';
import type { LifecyclePass, LifecycleRules } from '../lifecycle-records.js';
import type { KeyRange } from '../lifetimes.js';
import type {
  BucketAcl,
  BucketPage,
  BucketQuery,
  BucketRecord,
  BucketUsage,
  ListPage,
  ListQuery,
  ObjectAcl,
  ObjectDescription,
  ObjectRecord,
  Rows,
  Segment,
} from '../records.js';
import type { NewStyle, ProcessConfiguration, StyleRecord } from '../style-records.js';
import type { Tags } from '../tags.js';
import type {
  CompletedUpload,
  Completion,
  PartPage,
  PartRecord,
  UploadName,
  UploadPage,
  UploadQuery,
  UploadRecord,
} from '../upload-records.js';
import type { Waited } from './last-answers.js';

export interface NewBucket {
  readonly name: string;
  readonly owner: string;
  /** Absent: private for a new bucket, unchanged for an old one. */
  readonly acl?: BucketAcl;
  readonly createdAt: number;
}

/** One of the settings that a bucket has or has not, whole. */
export type NewBucketSetting = { readonly name: string } & {
  [S in keyof BucketSettings]-?: { readonly setting: S; readonly value: BucketSettings[S] | null };
}[keyof BucketSettings];

export interface ObjectCommit {
  readonly object: ObjectRecord;
  /** Blobs written for it; the others of its segments are there already. */
  readonly blobs: readonly BlobRecord[];
  readonly forbidOverwrite: boolean;
  /** The bucket's owner; undefined: whoever it is. */
  readonly ofAccount?: string | undefined;
}

export interface NewAppend {
  /** The object that an append to nothing makes; its version, time and segment hold for every append. */
  readonly object: ObjectRecord;
  readonly position: number;
  readonly blob: BlobRecord;
}

/** The object as an append left it. */
export interface Appended {
  readonly etag: string;
  readonly crc64: string;
  readonly size: number;
  /** How many it has now. */
  readonly segments: number;
  /** false for no bytes added to an object: it is unchanged, and the blob in nobody's use. */
  readonly used: boolean;
}

export interface Compaction {
  readonly bucket: string;
  readonly key: string;
  /** The version that is meant. */
  readonly version: string;
  /** The number of the first segment that `blob` replaces; it replaces the others behind it, too. */
  readonly from: number;
  readonly blob: BlobRecord;
  readonly at: number;
}

export interface NewUpload extends UploadName {
  readonly initiatedAt: number;
  readonly description: ObjectDescription;
}

export interface NewPart {
  readonly upload: UploadName;
  readonly part: PartRecord;
  /** Random; it names the part's segments. */
  readonly version: string;
  readonly segments: readonly Segment[];
  /** Blobs written for it. */
  readonly blobs: readonly BlobRecord[];
}

export interface UploadCompletion {
  readonly upload: UploadName;
  readonly completion: Completion;
  /** Of the object that is made. */
  readonly version: string;
  readonly at: number;
}

export type LiveBlob = Pick<BlobRecord, 'id' | 'size' | 'md5'>;

export interface BlobUser {
  readonly blob: string;
  /** 'bucket/key', with the part's number behind it where it is one. */
  readonly user: string;
}

/** Access keys. Never from memory: a key that another process has disabled must not sign one more request. */
export interface KeyMetadata {
  create(key: KeyRecord): Promise<void>;
  find(id: string): Promise<KeyRecord | undefined>;
  list(account?: string): Promise<readonly ListedKey[]>;
  /** This and the next: false when there is no such key. */
  change(id: string, change: KeyChange): Promise<boolean>;
  delete(id: string): Promise<boolean>;
  /** Of temporary keys: those that expired before. */
  forgetExpired(until: number): Promise<void>;
  used(id: string, at: number): Promise<void>;
}

/** What of an object decides whether it has expired. */
export type AgedObject = Pick<ObjectRecord, 'key' | 'version' | 'size' | 'modifiedAt' | 'tags'>;

export interface StampedRules {
  /** Random: no other rules have it. */
  readonly stamp: string;
  readonly rules: LifecycleRules;
}

/** One step of a walk over a bucket. */
export interface Removal {
  /** As it was read. */
  readonly pass: Pick<LifecyclePass, 'bucket' | 'stamp' | 'cursor'>;
  readonly objects: readonly AgedObject[];
  /** Where the walk goes on; undefined: it is at its end. */
  readonly cursor: string | undefined;
  /** Days since the epoch. */
  readonly today: number;
  readonly at: number;
}

export interface Removed {
  readonly objects: number;
  readonly bytes: number;
}

export interface LifecycleMetadata {
  /** Throws NoSuchBucket. */
  set(bucket: string, made: StampedRules | undefined): Promise<void>;
  find(bucket: string): Promise<LifecyclePass | undefined>;
  /** The walk of the first bucket behind one that is due on a day. */
  due(after: string, today: number): Promise<LifecyclePass | undefined>;
  aged(bucket: string, range: KeyRange, limit: number): Promise<readonly AgedObject[]>;
  /** Of the objects those that are still what they were. undefined: others have moved the walk, or changed the rules. */
  remove(removal: Removal): Promise<Removed | undefined>;
  /** false: the rules have changed. Throws NoSuchUpload. */
  abort(upload: UploadName, stamp: string, at: number): Promise<boolean>;
}

export interface QuotaMetadata {
  /** undefined: none. What the bucket holds is still to be counted. Throws NoSuchBucket. */
  set(bucket: string, bytes: number | undefined): Promise<void>;
  /** One step of it. true: there is no further one. */
  count(bucket: string): Promise<boolean>;
  /** Bytes, of what is counted; less than 0 where the bucket holds more than it may. undefined: there is no quota. */
  left(bucket: string): Promise<number | undefined>;
  /** Buckets whose count was begun and not ended. */
  uncounted(): Promise<readonly string[]>;
}

/** What this node and the others on its database have had to do with each other. */
export interface OthersStats {
  /** How often the database was asked what others have changed. */
  readonly questions: number;
  readonly holdsLease: boolean;
  /** Changes that other nodes were told of before they were made, and the seconds until all had answered. */
  readonly told: number;
  readonly toldSeconds: number;
  /** For whom they waited last, by the name of the node. */
  readonly lastAnswers: Readonly<Record<string, Waited>>;
}

/**
 * A blob is live while a segment uses it. Whoever removes its last segment dooms it in the same transaction; the
 * sweep dooms files that have no row. A doomed blob never lives again: a commit that meets one fails with a 503.
 */
export interface MetadataStore {
  readonly keys: KeyMetadata;
  readonly lifecycles: LifecycleMetadata;
  readonly quotas: QuotaMetadata;
  /** Made with the database, and kept by every copy of it. */
  identity(): Promise<string>;
  bucket(name: string): Promise<BucketRecord | undefined>;
  buckets(query: BucketQuery): Promise<BucketPage>;
  createBucket(bucket: NewBucket): Promise<{ readonly bucket: BucketRecord; readonly created: boolean }>;
  setBucketAcl(name: string, acl: BucketAcl): Promise<void>;
  setCacheControl(name: string, cacheControl: string | undefined): Promise<void>;
  deleteBucket(name: string): Promise<void>;
  setProcessConfiguration(name: string, configuration: ProcessConfiguration): Promise<void>;
  /** Throws NoSuchBucket. */
  setBucketSetting(setting: NewBucketSetting): Promise<void>;
  /** Throws NoSuchBucket, and InvalidArgument for one more than it allows. */
  putChannel(channel: NewChannel): Promise<void>;
  /** Throws NoSuchBucket. */
  removeChannel(bucket: string): Promise<void>;
  /** All rows in one query. */
  head(bucket: string, key: string, style?: string): Promise<Rows>;
  /** Throws NoSuchBucket, and InvalidArgument for one more than it allows. */
  putStyle(style: NewStyle): Promise<void>;
  /** In the order of their creation. */
  styles(bucket: string): Promise<readonly StyleRecord[]>;
  /** Throws NoSuchBucket. */
  removeStyle(bucket: string, name: string): Promise<void>;
  bucketOfDomain(domain: string): Promise<string | undefined>;
  domains(bucket: string): Promise<readonly BoundDomain[]>;
  /** Throws NoSuchBucket, CnameAlreadyExists, and InvalidArgument for one more than it allows. */
  bindDomain(domain: NewDomain): Promise<void>;
  /** Throws NoSuchBucket. */
  unbindDomain(bucket: string, domain: string): Promise<void>;
  list(query: ListQuery): Promise<ListPage>;
  /** Replaces what the key had. Throws NoSuchBucket, FileAlreadyExists, ServiceUnavailable. */
  commit(commit: ObjectCommit): Promise<void>;
  /** All of them in one transaction. The number of those that were there; `at` is the time of the deletion. */
  delete(bucket: string, keys: readonly string[], at: number): Promise<number>;
  /** Throws NoSuchBucket, NoSuchKey. */
  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void>;
  /** Throws NoSuchBucket, NoSuchKey. */
  setTags(bucket: string, key: string, tags: Tags): Promise<void>;
  usage(bucket: string): Promise<BucketUsage>;
  /** Does nothing when the object has another version by now. */
  saveFacts(object: ObjectRecord, facts: string): Promise<void>;
  /** Throws NoSuchBucket, ObjectNotAppendable, PositionNotEqualToLength. */
  append(append: NewAppend): Promise<Appended>;
  /** false when the object is another by now. */
  compact(compaction: Compaction): Promise<boolean>;
  /** Throws NoSuchBucket, FileAlreadyExists. */
  initiateUpload(upload: NewUpload): Promise<void>;
  /** This and the next four throw NoSuchUpload. */
  upload(name: UploadName): Promise<UploadRecord>;
  parts(name: UploadName, after: number, limit: number): Promise<PartPage>;
  putPart(part: NewPart): Promise<void>;
  /** Throws InvalidPart, EntityTooSmall, FileAlreadyExists. */
  completeUpload(completion: UploadCompletion): Promise<CompletedUpload>;
  abortUpload(name: UploadName, at: number): Promise<void>;
  uploads(query: UploadQuery): Promise<UploadPage>;
  /** Those of the ids that have no row. */
  unknownBlobs(ids: readonly string[]): Promise<readonly string[]>;
  /** Dooms the ids that still have no row. */
  doomUnknown(ids: readonly string[], at: number): Promise<void>;
  /** Blobs doomed at or before a time, oldest first. */
  doomedBlobs(until: number, limit: number): Promise<readonly string[]>;
  countLiveBlobs(): Promise<number>;
  /** By id. */
  liveBlobs(after: string, limit: number): Promise<readonly LiveBlob[]>;
  /** Those of the ids that are live. */
  liveOf(ids: readonly string[]): Promise<readonly string[]>;
  blobUsers(ids: readonly string[]): Promise<readonly BlobUser[]>;
  /** Forgets doomed blobs whose bytes are gone. */
  forgetBlobs(ids: readonly string[]): Promise<void>;
  /** Whether this node does what only one need do, such as sweeping. Another may begin when this one has gone. */
  leads(): Promise<boolean>;
  /** Tells every node on the same database that listens, this one too. Nothing may depend on its being heard. */
  announce(what: string): Promise<void>;
  onAnnounced(heard: (what: string) => void): void;
  /** Removes what nodes tell each other of changes, but for the last hour's. For the one that leads. */
  forgetChanges(): Promise<void>;
  /** Store.caughtUp. */
  caughtUp(): Promise<void> | undefined;
  /** Undefined where there are no other nodes. */
  othersStats(): OthersStats | undefined;
  close(): Promise<void>;
}
