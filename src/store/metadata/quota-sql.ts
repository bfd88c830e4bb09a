/** The queries of quotas. A bucket has a row of its usage as long as it has a quota. */

export const SET_QUOTA = 'update buckets set quota = :quota where name = :bucket';

/** Nothing is counted yet. */
export const BEGIN_USAGE = `
  insert into quotas (bucket, used, counted, complete) values (:bucket, 0, '', 0) on conflict (bucket) do nothing`;

export const REMOVE_USAGE = 'delete from quotas where bucket = :bucket';

/** May be less than nothing. */
export const LEFT = `
  select b.quota - q.used as bytes from buckets b join quotas q on q.bucket = b.name
  where b.name = :bucket and b.quota is not null`;

/** The last lock of a transaction: everybody who writes to the bucket waits for it. */
export const LOCK_USAGE = 'select used, counted, complete from quotas where bucket = :bucket for update';

export const CHARGE = 'update quotas set used = used + cast(:bytes as bigint) where bucket = :bucket';

export const COUNT_OBJECTS = `
  select count(*) as objects, cast(coalesce(sum(size), 0) as bigint) as bytes, max(key) as last
  from (select key, size from objects where bucket = :bucket and key > :after order by key limit :limit) as page`;

/** Of uploads with a key behind one and up to another. */
export const COUNT_PARTS = `
  select cast(coalesce(sum(p.size), 0) as bigint) as bytes from uploads u join parts p on p.upload = u.id
  where u.bucket = :bucket and u.key > :after and u.key <= :last`;

export const COUNTED = `
  update quotas set used = used + cast(:bytes as bigint), counted = :last, complete = :complete where bucket = :bucket`;

export const UNCOUNTED = 'select bucket from quotas where complete = 0 order by bucket';
