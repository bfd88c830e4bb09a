/** The queries of styles. A bucket has few: a listing reads all. */

export const STYLES = `
  select name, content, category, created_at, modified_at from styles where bucket = :bucket order by created_at, name`;

/** How many others there are beside `name`. */
export const COUNT_OTHER_STYLES = 'select count(*) as others from styles where bucket = :bucket and name <> :name';

export const PUT_STYLE = `
  insert into styles (bucket, name, content, category, created_at, modified_at)
  values (:bucket, :name, :content, :category, :at, :at)
  on conflict (bucket, name) do update set
    content = excluded.content, category = excluded.category, modified_at = excluded.modified_at`;

export const REMOVE_STYLE = 'delete from styles where bucket = :bucket and name = :name';
