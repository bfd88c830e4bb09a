import type { Tags } from './tags.js';

/** Settings of a bucket that are kept whole: a document comes, a document goes. */
export interface BucketSettings {
  readonly cors?: CorsConfiguration;
  readonly referer?: RefererConfiguration;
  /** At least one. */
  readonly tags?: Tags;
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
