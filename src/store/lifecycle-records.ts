/** Lifecycle rules of buckets as values: what expires when. */
import type { BucketRecord } from './records.js';
import type { Tag, Tags } from './tags.js';

/** How long something is kept. Times are milliseconds since the epoch, at midnight UTC. */
export type Lifetime =
  | { readonly days: number }
  /** What is older than `before` goes, once that time has come. `named`: what the document called it. */
  | { readonly before: number; readonly named: 'CreatedBeforeDate' | 'Date' };

/** What a rule leaves alone although its prefix fits: keys with the prefix that have the tag, if one is named. */
export interface LifecycleException {
  readonly prefix: string;
  readonly tag?: Tag;
}

export interface LifecycleFilter {
  /** Bytes: only objects that are larger, or smaller. */
  readonly over?: number;
  readonly under?: number;
  readonly not: readonly LifecycleException[];
}

export interface LifecycleRule {
  /** Unique in its bucket, at most 255 bytes. */
  readonly id: string;
  /** '' fits every key. */
  readonly prefix: string;
  readonly enabled: boolean;
  /** Objects must have them all. */
  readonly tags: Tags;
  readonly filter?: LifecycleFilter;
  /** Of objects, from their last modification. */
  readonly expiration?: Lifetime;
  /** Of multipart uploads, from their beginning. */
  readonly abort?: Lifetime;
}

export type LifecycleRules = readonly LifecycleRule[];

/** A walk over a bucket, of which there is one a day, as it stands in the metadata: whoever goes on with it begins there. */
export interface LifecyclePass {
  readonly bucket: string;
  /** Of the rules: others have another. */
  readonly stamp: string;
  readonly rules: LifecycleRules;
  /** The day of the last walk that came to its end, since the epoch. */
  readonly passed: number;
  /** The key that is looked at next. */
  readonly cursor: string;
}

/** What a bucket lost to its rules. */
export interface Expired {
  readonly objects: number;
  readonly bytes: number;
  readonly uploads: number;
}

export interface LifecycleStore {
  /** undefined takes them away. Throws NoSuchBucket. */
  set(bucket: string, rules: LifecycleRules | undefined): Promise<void>;
  /** Of a bucket as it was just read; undefined where it has none. */
  rulesOf(bucket: BucketRecord): Promise<LifecycleRules | undefined>;
}
