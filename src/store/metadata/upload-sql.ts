/** The queries of multipart uploads. A part has a version of its own, whose segments become the object's. */

const UPLOAD_COLUMNS = 'bucket, key, id, initiated_at, headers, acl, storage_class, tags';
const PART_COLUMNS = 'number, version, size, md5, crc64, modified_at';

export const UPLOAD = `
  select ${UPLOAD_COLUMNS} from uploads where bucket = :bucket and key = :key and id = :id`;

/** Others may add parts meanwhile; nobody completes or aborts it. */
export const SHARE_UPLOAD = `${UPLOAD} for share`;

/** Waits for the parts that are being added. */
export const LOCK_UPLOAD = `${UPLOAD} for update`;

export const ADD_UPLOAD = `
  insert into uploads (${UPLOAD_COLUMNS})
  values (:bucket, :key, :id, :initiated_at, :headers, :acl, :storage_class, :tags)`;

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

export const PART_VERSION = 'select version, size from parts where upload = :id and number = :number for update';

/** No row changes when another transaction was first to make one. */
export const ADD_PART = `
  insert into parts (upload, ${PART_COLUMNS})
  values (:id, :number, :version, :size, :md5, :crc64, :modified_at)
  on conflict (upload, number) do nothing`;

export const REPLACE_PART = `
  update parts set version = :version, size = :size, md5 = :md5, crc64 = :crc64, modified_at = :modified_at
  where upload = :id and number = :number`;

export const REMOVE_PARTS = 'delete from parts where upload = :id';

/** Those of parts once more as those of an object, in the order of the parts' numbers. */
export const SHARE_SEGMENTS = `
  insert into segments (version, n, blob, "offset", length)
  select :version, row_number() over (order by p.number, s.n) - 1, s.blob, s."offset", s.length
  from parts p join segments s on s.version = p.version
  where p.upload = :id and p.version in (select id from each(:parts))`;
