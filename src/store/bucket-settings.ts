import type { Tags } from './tags.js';

/** Settings of a bucket that are kept whole: a document comes, a document goes. */
export interface BucketSettings {
  readonly cors?: CorsConfiguration;
  readonly referer?: RefererConfiguration;
  /** At least one. */
  readonly tags?: Tags;
  readonly website?: WebsiteConfiguration;
}

/** Which pages of other origins may use the bucket from a browser. The first rule that fits counts. */
export interface CorsConfiguration {
  readonly rules: readonly CorsRule[];
  /** As it was sent; answers vary by Origin either way. */
  readonly responseVary: boolean;
}

/** From which pages the bucket may be read by whoever has no key. In the rules '*' is any text and '?' any character. */
export interface RefererConfiguration {
  readonly allowsEmpty: boolean;
  /** What is compared of a Referer: not its query, not its path either. */
  readonly cutsQuery: boolean;
  readonly cutsPath: boolean;
  /** Empty: everybody who is not denied. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

/** What a bucket answers for objects that it has not. */
export interface WebsiteConfiguration {
  /** In the order in which they are tried; at least one. */
  readonly rules: readonly MirrorRule[];
}

/** A missing object is fetched from an origin, and kept. */
export interface MirrorRule {
  readonly number: number;
  /** Of the keys that it is for; '' fits all. */
  readonly prefix: string;
  readonly suffix: string;
  /** Ends in '/'; the key follows. */
  readonly url: string;
  /** Stands in the place of `prefix` at the origin. Absent: the key is the same there. */
  readonly replacesPrefix?: string;
  readonly followsRedirects: boolean;
  /** A Content-MD5 of the origin is compared. */
  readonly checksMd5: boolean;
  readonly passesQuery: boolean;
  /** HEAD fetches too. */
  readonly onHead: boolean;
  readonly headers: MirrorHeaders;
}

/** Of the request that are sent to the origin; lower case. */
export interface MirrorHeaders {
  readonly passesAll: boolean;
  readonly pass: readonly string[];
  readonly remove: readonly string[];
  readonly set: readonly { readonly key: string; readonly value: string }[];
}

export interface SettingStore {
  /** undefined takes it away. Throws NoSuchBucket. */
  set<S extends keyof BucketSettings>(bucket: string, setting: S, value: BucketSettings[S] | undefined): Promise<void>;
}

export interface CorsRule {
  /** With at most one '*' each. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Of the request, lower case, with at most one '*' each. */
  readonly headers: readonly string[];
  /** Names of response headers that a script may see. */
  readonly exposed: readonly string[];
  /** For how long a browser may remember the answer to a preflight. */
  readonly maxAgeSeconds?: number;
}
