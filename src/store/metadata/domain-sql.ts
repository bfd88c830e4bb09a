/** The queries of domains that are bound to buckets. A bucket has few: a listing reads all. */

export const BUCKET_OF_DOMAIN = 'select bucket from domains where domain = :domain';

export const DOMAINS = 'select domain, bound_at from domains where bucket = :bucket order by domain';

export const COUNT_DOMAINS = 'select count(*) as bound from domains where bucket = :bucket';

export const BIND_DOMAIN = `
  insert into domains (domain, bucket, bound_at) values (:domain, :bucket, :at) on conflict (domain) do nothing`;

export const UNBIND_DOMAIN = 'delete from domains where domain = :domain and bucket = :bucket';
