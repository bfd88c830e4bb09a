/**
 * The queries as SQL prepared once: building them with Kysely costs more than running them. Written for both databases
 * (dialects.ts). A row that a change looks at and relies on is read `for update`, or `for share` where several may.
 */

const BUCKET_COLUMNS =
  'name, owner, acl, storage_class, created_at, cache_control, process_configuration, cors, channel, referer, tags, lifecycle, quota, website';
const LISTED_COLUMNS = 'version, size, etag, crc64, type, storage_class, acl, modified_at';

export const IDENTITY = 'select id from identity';

export const BUCKET = `select ${BUCKET_COLUMNS} from buckets where name = :name`;

/**
 * Bucket, object, first segment and style. Most objects have one segment; REST_OF_SEGMENTS is for the others. Where no
 * style is asked for, :style is null, which no name equals.
 */
export const HEAD = `
  select b.name, b.owner, b.acl as bucket_acl, b.storage_class as bucket_class, b.created_at, b.cache_control, b.process_configuration, b.cors,
         b.channel, b.referer, b.tags as bucket_tags, b.lifecycle, b.quota, b.website,
         o.version, o.size, o.etag, o.crc64, o.type, o.storage_class, o.acl, o.modified_at, o.headers, o.tags, o.facts, o.links_to, o.link_of_stranger,
         s.blob, s."offset", s.length, l.size as blob_size,
         t.name as style, t.content, t.category, t.created_at as style_created_at, t.modified_at as style_modified_at
  from buckets b
  left join objects o on o.bucket = b.name and o.key = :key
  left join segments s on s.version = o.version and s.n = 0
  left join blobs l on l.id = s.blob
  left join styles t on t.bucket = b.name and t.name = :style
  where b.name = :bucket`;

export const REST_OF_SEGMENTS = `
  select s.blob, s."offset", s.length, l.size as blob_size
  from segments s join blobs l on l.id = s.blob
  where s.version = :version and s.n > 0
  order by s.n`;

export const LIST = `
  select key as name, ${LISTED_COLUMNS}
  from objects
  where bucket = :bucket and key >= :from and key < :before
  order by key
  limit :limit`;

export const LIST_NAMED = `
  select key as name, ${LISTED_COLUMNS}
  from objects
  where bucket = :bucket and key in (select id from each(:keys))`;

/** JSON of keys, in order: `null` or `[]` for none. */
const KEYS = 'select cast(json_agg(key) as text) as keys';

/** In the index of the primary key alone. */
export const LIST_KEYS = `
  ${KEYS} from (
    select key from objects where bucket = :bucket and key >= :from and key < :before order by key limit :limit
  ) as page`;

/** Where the delimiter starts behind the query's prefix, counted in characters from 1; 0 for a key that does not fold. */
const CUT = 'strpos(substr(w.key, :start), :delimiter)';

/**
 * Keys in order, of those with a common prefix only the first. It steps from key to key in the index of the primary
 * key; from a key that folds it steps to the first key behind the common prefix, so that a prefix costs one step
 * however many keys it holds. A key has no U+0000 (keys.ts), so key || U+0001 is the next possible one. A step ends at
 * the key it meets, and only then is :before looked at: PostgreSQL compares all that is left of a page of the index
 * with each bound, which is a third of what a step costs.
 */
export const LIST_WALK = `
  with recursive walk (key) as (
    select (select key from objects where bucket = :bucket and key >= :from order by key limit 1)
    union all
    select (
      select key from objects
      where bucket = :bucket
        and key >= case ${CUT} when 0 then w.key || chr(1) else substr(w.key, 1, :start + ${CUT} - 2) || :behind end
      order by key limit 1
    )
    from walk w where w.key < :before
  )
  ${KEYS} from (select key from walk where key < :before limit :limit) as page`;

const BUCKETS_OF_OWNER = `
  select ${BUCKET_COLUMNS} from buckets where owner = :owner and name >= :from and name < :before`;

export const BUCKETS = `${BUCKETS_OF_OWNER} order by name limit :limit`;

export const BUCKETS_NAMED = `
  ${BUCKETS_OF_OWNER} and name in (select id from each(:names)) order by name limit :limit`;

/**
 * For changes of what it holds, any number at once: nobody deletes it meanwhile, and nobody gives it a quota, which these
 * changes would not have minded.
 */
export const USE_BUCKET = `${BUCKET} for key share`;

/** Waits for objects and uploads that are being made in it, and holds up further ones. */
export const LOCK_BUCKET = `${BUCKET} for update`;

export const ADD_BUCKET = `
  insert into buckets (${BUCKET_COLUMNS}) values (:name, :owner, :acl, :storage_class, :created_at, :cache_control, :process_configuration, :cors,
    :channel, :referer, :tags, :lifecycle, :quota, :website)
  on conflict (name) do nothing`;

export const SET_BUCKET_ACL = 'update buckets set acl = :acl where name = :name';

export const SET_CACHE_CONTROL = 'update buckets set cache_control = :cacheControl where name = :name';

export const SET_PROCESS_CONFIGURATION = `
  update buckets set process_configuration = :configuration where name = :name`;

/** JSON, or null for none. */
export const SET_BUCKET_SETTING = {
  cors: 'update buckets set cors = :value where name = :name',
  referer: 'update buckets set referer = :value where name = :name',
  tags: 'update buckets set tags = :value where name = :name',
  website: 'update buckets set website = :value where name = :name',
} as const;

export const REMOVE_EMPTY_BUCKET = `
  delete from buckets
  where name = :name and not exists (select 1 from objects where bucket = :name)
    and not exists (select 1 from uploads where bucket = :name)`;

/** The key is the caller's until its transaction ends, if it has an object. */
export const VERSION = 'select version, size from objects where bucket = :bucket and key = :key for update';

/** The same of several, in the order of their keys, so that two who delete some of the same never wait for each other. */
export const VERSIONS = `
  select key, version, size, tags from objects where bucket = :bucket and key in (select id from each(:keys)) order by key
  for update`;

/** No row changes when another transaction was first to make one. */
export const ADD_OBJECT = `
  insert into objects (bucket, key, headers, tags, links_to, link_of_stranger, ${LISTED_COLUMNS})
  values (:bucket, :key, :headers, :tags, :links_to, :link_of_stranger, :version, :size, :etag, :crc64, :type, :storage_class, :acl, :modified_at)
  on conflict (bucket, key) do nothing`;

export const REPLACE_OBJECT = `
  update objects set
    headers = :headers, tags = :tags, links_to = :links_to, link_of_stranger = :link_of_stranger, version = :version, size = :size, etag = :etag, crc64 = :crc64, type = :type,
    storage_class = :storage_class, acl = :acl, modified_at = :modified_at, facts = null
  where bucket = :bucket and key = :key`;

export const GROWING = `
  select version, size, etag, crc64, type from objects where bucket = :bucket and key = :key for update`;

export const GROW = `
  update objects set
    version = :version, size = :size, etag = :etag, crc64 = :crc64, modified_at = :modified_at, facts = null
  where bucket = :bucket and key = :key`;

export const REMOVE_OBJECTS = `
  delete from objects where bucket = :bucket and key in (select id from each(:keys))`;

export const SET_OBJECT_ACL = 'update objects set acl = :acl where bucket = :bucket and key = :key';

/** JSON, or null for none. */
export const SET_TAGS = 'update objects set tags = :tags where bucket = :bucket and key = :key';

/** Of the next `limit` keys behind `after`, by storage class. */
export const TALLY = `
  select storage_class, count(*) as objects, sum(size) as bytes, max(key) as last
  from (
    select key, storage_class, size from objects where bucket = :bucket and key > :after order by key limit :limit
  ) as page
  group by storage_class`;

export const SAVE_FACTS = `
  update objects set facts = :facts where bucket = :bucket and key = :key and version = :version`;

/** The row that is there answers: the sweep may have been first. */
export const ADD_BLOB = `
  insert into blobs (id, size, md5, crc64, state) values (:id, :size, :md5, :crc64, 'live')
  on conflict (id) do update set id = excluded.id
  returning state`;

/** Nobody dooms them until the caller's transaction ends. */
export const LIVE_BLOBS = `
  select id from blobs where id in (select id from each(:ids)) and state = 'live' order by id for share`;

/**
 * The same, with the blobs of a version that is released next: those that two transactions lock, both lock in the order
 * of their ids, so that they never wait for each other.
 */
export const LIVE_BLOBS_AND_RELEASED = `
  select id from blobs
  where id in (select id from each(:ids) union select blob from segments where version = :released) and state = 'live'
  order by id for update`;

export const ADD_SEGMENT = `
  insert into segments (version, n, blob, "offset", length) values (:version, :n, :blob, :offset, :length)`;

export const RENAME_SEGMENTS = 'update segments set version = :version where version = :before';

export const REMOVE_SEGMENTS_FROM = 'delete from segments where version = :version and n >= :from returning blob';

/** Of an object that grew: each of its segments is a whole blob. */
export const SEGMENT_SUMS_FROM = `
  select b.crc64, b.size from segments s join blobs b on b.id = s.blob
  where s.version = :version and s.n >= :from
  order by s.n`;

export const REMOVE_SEGMENTS = `
  delete from segments where version in (select id from each(:versions)) returning blob`;

/**
 * By itself, before DOOM_UNUSED: a segment that another transaction has just added to one of the blobs is there to be
 * seen once its lock is gone.
 */
export const LOCK_BLOBS = 'select id from blobs where id in (select id from each(:ids)) order by id for update';

export const DOOM_UNUSED = `
  update blobs set state = 'doomed', doomed_at = :at
  where id in (select id from each(:ids)) and not exists (select 1 from segments where blob = blobs.id)`;

export const DOOM_UNKNOWN = `
  insert into blobs (id, state, doomed_at) select id, 'doomed', cast(:at as bigint) from each(:ids)
  where true order by id
  on conflict (id) do nothing`;

export const KNOWN_BLOBS = 'select id from blobs where id in (select id from each(:ids))';

export const DOOMED_BLOBS = `
  select id from blobs where state = 'doomed' and doomed_at <= :until order by doomed_at limit :limit`;

export const FORGET_DOOMED = "delete from blobs where id in (select id from each(:ids)) and state = 'doomed'";

export const COUNT_LIVE_BLOBS = "select count(*) as count from blobs where state = 'live'";

export const LIVE_BLOBS_AFTER = `
  select id, size, md5 from blobs where state = 'live' and id > :after order by id limit :limit`;

export const STILL_LIVE = "select id from blobs where id in (select id from each(:ids)) and state = 'live'";

/** `number` is null for an object. Reads all rows of objects: for reports alone. */
export const BLOB_USERS = `
  select distinct s.blob, o.bucket, o.key, cast(null as integer) as number
  from segments s join objects o on o.version = s.version
  where s.blob in (select id from each(:ids))
  union all
  select distinct s.blob, u.bucket, u.key, p.number
  from segments s join parts p on p.version = s.version join uploads u on u.id = p.upload
  where s.blob in (select id from each(:ids))
  order by 1, 2, 3, 4`;
