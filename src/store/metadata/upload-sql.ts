/** The queries of multipart uploads. A part has a version of its own, whose segments become the object's. */

const UPLOAD_COLUMNS = 'bucket, key, id, initiated_at, headers, acl, storage_class';
const PART_COLUMNS = 'number, version, size, md5, crc64, modified_at';

export const UPLOAD = `
  select ${UPLOAD_COLUMNS} from uploads where bucket = :bucket and key = :key and id = :id`;

export const ADD_UPLOAD = `
  insert into uploads (${UPLOAD_COLUMNS})
  values (:bucket, :key, :id, :initiated_at, :headers, :acl, :storage_class)`;

export const REMOVE_UPLOAD = 'delete from uploads where bucket = :bucket and key = :key and id = :id';

/** Behind one upload, in the order of their keys and ids. */
export const UPLOADS = `
  select bucket, key, id, initiated_at, storage_class from uploads
  where bucket = :bucket and (key, id) > (:key, :id) and key < :before
  order by key, id
  limit :limit`;

export const COUNT_UPLOADS = 'select count(*) as uploads from uploads where bucket = :bucket';

export const PARTS = `
  select ${PART_COLUMNS} from parts where upload = :id and number > :after order by number limit :limit`;

export const PART_VERSION = 'select version from parts where upload = :id and number = :number';

export const PUT_PART = `
  insert into parts (upload, ${PART_COLUMNS})
  values (:id, :number, :version, :size, :md5, :crc64, :modified_at)
  on conflict (upload, number) do update set
    version = excluded.version, size = excluded.size, md5 = excluded.md5, crc64 = excluded.crc64,
    modified_at = excluded.modified_at`;

export const REMOVE_PARTS = 'delete from parts where upload = :id';

/** Those of one version once more as those of another, counted from `first`. */
export const SHARE_SEGMENTS = `
  insert into segments (version, n, blob, "offset", length)
  select :version, :first + n, blob, "offset", length from segments where version = :part`;
