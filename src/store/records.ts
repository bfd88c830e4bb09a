/** The rows of the store as values, and what the store offers. Knows no HTTP and no picture. */
import type { Readable } from 'node:stream';
import type { BucketSettings, SettingStore } from './bucket-settings.js';
import type { ChannelRecord, ChannelStore } from './channel-records.js';
import type { DomainStore } from './domain-records.js';
import type { KeyStore } from './key-records.js';
import type { LifecycleStore } from './lifecycle-records.js';
import type { QuotaStore } from './quota-records.js';
import type { ProcessConfiguration, StyleRecord, StyleStore } from './style-records.js';
import type { Tags } from './tags.js';
import type { UploadStore } from './upload-records.js';

export type BucketAcl = 'private' | 'public-read' | 'public-read-write';
/** 'default' inherits the bucket's. */
export type ObjectAcl = 'default' | BucketAcl;

export interface BucketRecord extends BucketSettings {
  readonly name: string;
  /** Account id of the owner. */
  readonly owner: string;
  readonly acl: BucketAcl;
  readonly storageClass: string;
  /** Milliseconds since the epoch, like every time here. */
  readonly createdAt: number;
  /** The Cache-Control of objects and results that have none of their own. */
  readonly cacheControl?: string;
  /** Absent: everything at its default. */
  readonly process?: ProcessConfiguration;
  /** On IMG domains. Absent: everything at its default. */
  readonly channel?: ChannelRecord;
  /** Names its lifecycle rules (lifecycle-records.ts). Absent: it has none. */
  readonly lifecycle?: string;
  /** Bytes that it may hold. Absent: any number. */
  readonly quota?: number;
}

/** What a request begins with. What is not there is absent. */
export interface Rows {
  readonly bucket?: BucketRecord;
  readonly object?: ObjectRecord;
  readonly style?: StyleRecord;
  /** Set where these rows are held until they change. Absent: nobody can say, later, whether they still are as here. */
  readonly held?: readonly Hold[];
}

export interface Hold {
  /** False from the change on, and when the place was needed for others; then it stays false. */
  readonly current: boolean;
}

export interface Segment {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
  /** The segment is its whole blob. */
  readonly whole?: boolean;
}

export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  /** Random per write: a changed object has a changed version. */
  readonly version: string;
  readonly size: number;
  /** Without quotes; upper-case MD5, or digest-N for a multipart object. */
  readonly etag: string;
  /** CRC-64/XZ in decimal. */
  readonly crc64: string;
  readonly type: 'Normal' | 'Multipart' | 'Appendable' | 'Symlink';
  readonly storageClass: string;
  readonly acl: ObjectAcl;
  readonly modifiedAt: number;
  /** Replayed on GET: content-type, cache-control, content-disposition, content-encoding, expires, x-oss-meta-*. Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** At least one; absent where there is none. */
  readonly tags?: Tags;
  /** JSON kept for whoever reads the bytes (facts of a picture); opaque here. */
  readonly facts?: string;
  readonly segments: readonly Segment[];
  /** Of a symlink: the key of another object of the bucket, there or not. It has no bytes of its own. */
  readonly linksTo?: string;
  /** Of a symlink that somebody made who does not own the bucket, and of its copies. */
  readonly linkOfStranger?: true;
}

/** What a listing says of an object: nothing of where its bytes are or what a GET replays. */
export type ListedObject = Omit<ObjectRecord, 'segments' | 'headers' | 'tags' | 'facts' | 'linksTo' | 'linkOfStranger'>;

/** Inclusive, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What is said of an object that is being made. */
export interface ObjectDescription {
  readonly headers: Readonly<Record<string, string>>;
  readonly acl?: ObjectAcl;
  readonly storageClass?: string;
  readonly tags?: Tags;
  /** Who makes it does not own the bucket: remembered of symlinks. */
  readonly byStranger?: boolean;
  /** x-oss-forbid-overwrite: FileAlreadyExists when the key is there. */
  readonly forbidOverwrite?: boolean;
  /** Whose bucket it must be when the object is there: NoSuchBucket when somebody else has made one of that name meanwhile. */
  readonly ofAccount?: string;
}

/** What is said of bytes that are on their way. */
export interface BodyOptions {
  /** Bytes announced by Content-Length; fewer is IncompleteBody. */
  readonly size?: number;
  /** Content-MD5 as sent (base64); a mismatch or nonsense is InvalidDigest. */
  readonly md5?: string;
  readonly signal?: AbortSignal;
}

export type PutOptions = ObjectDescription & BodyOptions;

export interface BucketQuery {
  readonly owner: string;
  /** Only these. */
  readonly names?: readonly string[];
  readonly prefix?: string;
  readonly marker?: string;
  readonly limit: number;
}

export interface BucketPage {
  readonly buckets: readonly BucketRecord[];
  /** The marker of the next page; absent on the last. */
  readonly next?: string;
}

export interface ListQuery {
  readonly bucket: string;
  readonly prefix?: string;
  readonly marker?: string;
  readonly delimiter?: string;
  /** Objects and common prefixes together. */
  readonly limit: number;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly prefixes: readonly string[];
  /** The marker of the next page; absent on the last. */
  readonly next?: string;
}

/** What a bucket holds of one storage class. */
export interface ClassUsage {
  readonly storageClass: string;
  readonly objects: number;
  readonly bytes: number;
}

export interface BucketUsage {
  /** Those of which there is something. */
  readonly classes: readonly ClassUsage[];
  /** Multipart uploads that were begun and not ended. */
  readonly uploads: number;
}

/** A file of this machine that is there until whoever has it says so. */
export interface LentFile {
  readonly path: string;
  end(): void;
}

/** Errors are OssError: NoSuchBucket, BucketNotEmpty, BucketAlreadyExists, FileAlreadyExists, InvalidDigest, IncompleteBody. */
export interface Store {
  readonly uploads: UploadStore;
  readonly keys: KeyStore;
  readonly styles: StyleStore;
  readonly settings: SettingStore;
  readonly domains: DomainStore;
  readonly lifecycles: LifecycleStore;
  readonly quotas: QuotaStore;
  readonly channels: ChannelStore;
  /** created: false when the same owner has it already (then nothing changes but the ACL, when one is given). */
  createBucket(bucket: {
    name: string;
    owner: string;
    acl?: BucketAcl;
  }): Promise<{ bucket: BucketRecord; created: boolean }>;
  bucket(name: string): Promise<BucketRecord | undefined>;
  buckets(query: BucketQuery): Promise<BucketPage>;
  setBucketAcl(name: string, acl: BucketAcl): Promise<void>;
  /** undefined takes it away. */
  setCacheControl(name: string, cacheControl: string | undefined): Promise<void>;
  deleteBucket(name: string): Promise<void>;
  /** Throws NoSuchBucket. */
  setProcessConfiguration(name: string, configuration: Omit<ProcessConfiguration, 'modifiedAt'>): Promise<void>;
  /** One query for all rows. */
  head(bucket: string, key: string, style?: string): Promise<Rows>;
  /** Durable when it resolves. A body that fails half-way leaves nothing visible. */
  put(bucket: string, key: string, body: Readable, options: PutOptions): Promise<ObjectRecord>;
  /**
   * The bytes of `source` under another key, or the same; none is read or written. Throws ServiceUnavailable when the
   * source was replaced and removed meanwhile.
   */
  copy(source: ObjectRecord, bucket: string, key: string, description: ObjectDescription): Promise<ObjectRecord>;
  /** Makes a symlink. Throws NoSuchBucket, FileAlreadyExists. */
  link(bucket: string, key: string, target: string, description: ObjectDescription): Promise<ObjectRecord>;
  /**
   * Adds to the end of an object, which is made when it is not there; `position` must be its length.
   * Throws ObjectNotAppendable, PositionNotEqualToLength.
   */
  append(
    bucket: string,
    key: string,
    position: number,
    body: Readable,
    options: PutOptions,
  ): Promise<Pick<ObjectRecord, 'etag' | 'crc64' | 'size'>>;
  /** The whole object is verified first, where reads are; a range never is. */
  read(object: ObjectRecord, range?: ByteRange): Promise<Readable>;
  /** The first n bytes, fewer when the object is shorter. */
  readHead(object: ObjectRecord, n: number): Promise<Buffer>;
  /** The file that holds exactly the object's bytes, when there is one (one whole segment on a local disk). */
  localPath(object: ObjectRecord): string | undefined;
  /**
   * A file with exactly the object's bytes until end(): its own where it has one, otherwise one that is made of them and
   * kept. Undefined: it is to be read. Throws DamagedObject where reads are verified.
   */
  lend(object: ObjectRecord): Promise<LentFile | undefined>;
  /** Before somebody reads that file: throws when its bytes are not those that were stored. Only where reads are verified. */
  mustBeWhole(object: ObjectRecord): Promise<void>;
  saveFacts(object: ObjectRecord, facts: string): Promise<void>;
  /** The version and the time of the object stay. Throws NoSuchKey, NoSuchBucket. */
  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void>;
  /** None takes them all away. The version and the time of the object stay. Throws NoSuchKey, NoSuchBucket. */
  setTags(bucket: string, key: string, tags: Tags): Promise<void>;
  /** Counted as it is asked for, in steps; what is written meanwhile may be in it or not. */
  usage(bucket: string): Promise<BucketUsage>;
  /** true when there was something to delete. */
  delete(bucket: string, key: string): Promise<boolean>;
  /** All of them or, when it rejects, none. The number of those that were there. */
  deleteAll(bucket: string, keys: readonly string[]): Promise<number>;
  list(query: ListQuery): Promise<ListPage>;
  /**
   * Before a Hold is believed: resolves when it says what others had changed by the time of the call, and rejects where
   * that is not to be known now. Undefined where nobody else changes anything.
   */
  caughtUp(): Promise<void> | undefined;
  close(): Promise<void>;
}
