/** Tags of objects and buckets as values. What a tag may be is decided by whoever takes one from outside. */
export interface Tag {
  readonly key: string;
  /** May be empty. */
  readonly value: string;
}

/** In the order in which they were given, each key once. */
export type Tags = readonly Tag[];
