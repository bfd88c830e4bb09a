/** The tables as Kysely sees them. Times are milliseconds since the epoch. */
import type { BucketAcl, ObjectAcl, ObjectRecord } from '../records.js';
import type { StyleRecord } from '../style-records.js';

export interface Schema {
  schema_version: { version: number };
  /** One row: the database's own, by which a data directory knows it. */
  identity: { id: string };
  buckets: {
    name: string;
    owner: string;
    acl: BucketAcl;
    storage_class: string;
    created_at: number;
    /** Of objects and results that have none of their own. */
    cache_control: string | null;
    /** JSON. Null: everything at its default. */
    process_configuration: string | null;
    /** JSON. Null: none. */
    cors: string | null;
    /** JSON: how it answers on IMG domains. Null: everything at its default. */
    channel: string | null;
    /** JSON. Null: none. */
    referer: string | null;
    /** JSON. Null: none. */
    tags: string | null;
    /** Stamp of the rules, which are in `lifecycles`. Null: none. */
    lifecycle: string | null;
    /** Bytes. Null: none. */
    quota: number | null;
    /** JSON. Null: none. */
    website: string | null;
  };
  /** What the buckets with a quota hold, objects and parts, as far as it is counted. */
  quotas: {
    bucket: string;
    used: number;
    /** Keys up to this one are counted. */
    counted: string;
    /** 1 or 0. */
    complete: number;
  };
  /** Rules of buckets that have some, and how far today's walk over the bucket has come. */
  lifecycles: {
    bucket: string;
    /** Random: other rules have another. */
    stamp: string;
    /** JSON. */
    rules: string;
    /** The day of the last walk that came to its end, and that of the one under way, since the epoch; -1: none. */
    passed: number;
    began: number;
    /** The key that the walk under way looks at next. */
    cursor: string;
  };
  /** Hosts that name a bucket. */
  domains: {
    domain: string;
    bucket: string;
    bound_at: number;
  };
  styles: {
    bucket: string;
    name: string;
    content: string;
    category: StyleRecord['category'];
    created_at: number;
    modified_at: number;
  };
  objects: {
    bucket: string;
    key: string;
    version: string;
    size: number;
    etag: string;
    crc64: string;
    type: ObjectRecord['type'];
    storage_class: string;
    acl: ObjectAcl;
    modified_at: number;
    /** JSON. */
    headers: string;
    /** JSON. Null: none. */
    tags: string | null;
    /** JSON of whoever reads the bytes. */
    facts: string | null;
    /** Of a symlink; null for any other. */
    links_to: string | null;
    /** 1: a symlink made by somebody who does not own the bucket. */
    link_of_stranger: number | null;
  };
  uploads: {
    bucket: string;
    key: string;
    id: string;
    initiated_at: number;
    /** JSON. */
    headers: string;
    acl: ObjectAcl | null;
    storage_class: string;
    /** JSON. Null: none. */
    tags: string | null;
  };
  parts: {
    /** Its id. */
    upload: string;
    number: number;
    /** Of its segments. */
    version: string;
    size: number;
    md5: string;
    crc64: string;
    modified_at: number;
  };
  /** Of objects and of parts. */
  segments: {
    version: string;
    /** From 0, without gaps. */
    n: number;
    blob: string;
    offset: number;
    length: number;
  };
  access_keys: {
    id: string;
    secret: string;
    account: string;
    /** 1 or 0. */
    enabled: number;
    /** 1 or 0. */
    read_only: number;
    /** JSON; null: all of the account. */
    buckets: string | null;
    note: string | null;
    /** Of a temporary key: the id of the key that it stands for. Null, as the next two, for any other. */
    parent: string | null;
    expires_at: number | null;
    token: string | null;
    created_at: number;
    last_used_at: number | null;
  };
  blobs: {
    id: string;
    /** Null, as the digests, for a file that was found without a row. */
    size: number | null;
    md5: string | null;
    crc64: string | null;
    state: 'live' | 'doomed';
    doomed_at: number | null;
  };
}
