/** Domains that are bound to buckets: reads, and changes inside the transaction of whoever calls. */
import type { BoundDomain, NewDomain } from '../domain-records.js';
import { domainTaken, tooManyDomains } from '../domain-records.js';
import * as sql from './domain-sql.js';
import { bucketNamed, lockedBucket } from './object-rows.js';
import { changed, Overtaken, row, rows, type Steps } from './steps.js';

export function* bucketOfDomain(domain: string): Steps<string | undefined> {
  return (yield* row<{ bucket: string }>(sql.BUCKET_OF_DOMAIN, { domain }))?.bucket;
}

export function* domainsOf(bucket: string): Steps<readonly BoundDomain[]> {
  const found = yield* rows<{ domain: string; bound_at: number }>(sql.DOMAINS, { bucket });
  return found.map((each) => ({ domain: each.domain, boundAt: each.bound_at }));
}

export function* bindDomain({ most, ...binding }: NewDomain): Steps<void> {
  const { bucket, domain } = binding;
  yield* lockedBucket(bucket);
  const owner = yield* bucketOfDomain(domain);
  if (owner === bucket) return;
  if (owner !== undefined) throw domainTaken(domain);
  const counted = yield* row<{ bound: number }>(sql.COUNT_DOMAINS, { bucket });
  if (counted === undefined || counted.bound >= most) throw tooManyDomains(most);
  const made = yield* changed(sql.BIND_DOMAIN, { ...binding });
  if (made === 0) throw new Overtaken('another transaction has bound the domain');
}

export function* unbindDomain({ bucket, domain }: { bucket: string; domain: string }): Steps<void> {
  yield* bucketNamed(bucket);
  yield* changed(sql.UNBIND_DOMAIN, { bucket, domain });
}
