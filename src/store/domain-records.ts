/** Domains of whoever owns them, each bound to one bucket, as values. */
import { OssError } from '../errors.js';

export interface BoundDomain {
  /** In small letters, without a dot at its end. */
  readonly domain: string;
  readonly boundAt: number;
}

export interface NewDomain {
  readonly bucket: string;
  readonly domain: string;
  readonly at: number;
  /** How many a bucket may have. */
  readonly most: number;
}

export interface DomainStore {
  /** The bucket that it is bound to. */
  find(domain: string): Promise<string | undefined>;
  /** By name; none for a bucket that is not there. */
  list(bucket: string): Promise<readonly BoundDomain[]>;
  /** Again is once. Throws NoSuchBucket, CnameAlreadyExists, and InvalidArgument for one more than `most`. */
  bind(binding: Omit<NewDomain, 'at'>): Promise<void>;
  /** Also when it is not bound to that bucket, which changes nothing. Throws NoSuchBucket. */
  unbind(bucket: string, domain: string): Promise<void>;
}

export function domainTaken(domain: string): OssError {
  return new OssError('CnameAlreadyExists', undefined, { fields: { Domain: domain } });
}

export function tooManyDomains(most: number): OssError {
  return new OssError('InvalidArgument', `The bucket has ${most} domains; at most ${most} are allowed.`, {
    fields: { ArgumentName: 'Domain' },
  });
}
