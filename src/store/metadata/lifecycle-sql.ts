/** The queries of lifecycle rules, and of the walk that each bucket with rules has every day. */

/** Null for none. Objects and uploads may be made in the bucket meanwhile. */
export const SET_LIFECYCLE = 'update buckets set lifecycle = :stamp where name = :bucket';

/** New rules begin a walk of their own. */
export const PUT_LIFECYCLE = `
  insert into lifecycles (bucket, stamp, rules, passed, began, "cursor") values (:bucket, :stamp, :rules, -1, -1, '')
  on conflict (bucket) do update set
    stamp = excluded.stamp, rules = excluded.rules, passed = excluded.passed, began = excluded.began,
    "cursor" = excluded."cursor"`;

export const REMOVE_LIFECYCLE = 'delete from lifecycles where bucket = :bucket';

export const LIFECYCLE = 'select bucket, stamp, rules, passed, "cursor" from lifecycles where bucket = :bucket';

/** The next bucket behind one that has not been walked over on that day, counted from the epoch. */
export const DUE_LIFECYCLE = `
  select bucket, stamp, rules, passed, "cursor" from lifecycles where bucket > :after and passed < :today order by bucket limit 1`;

/** Nobody else goes on with the walk until the transaction ends, and nobody changes the rules. */
export const LOCK_PASS = 'select stamp, began, "cursor" from lifecycles where bucket = :bucket for update';

export const MOVE_PASS = 'update lifecycles set began = :began, "cursor" = :cursor where bucket = :bucket';

export const END_PASS = `update lifecycles set passed = :began, began = -1, "cursor" = '' where bucket = :bucket`;

/** Rows of one step of the walk. */
export const AGED = `
  select key, version, size, modified_at, tags from objects
  where bucket = :bucket and key >= :from and key < :before
  order by key
  limit :limit`;
