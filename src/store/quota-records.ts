/** How many bytes a bucket may hold. */
import { OssError } from '../errors.js';

export interface QuotaStore {
  /**
   * Bytes of objects and of parts together; undefined takes the quota away. What the bucket holds already stays, whatever
   * the quota. Resolves when it is counted; until then what is counted by then is what holds. Throws NoSuchBucket.
   */
  set(bucket: string, bytes: number | undefined): Promise<void>;
}

/** The vendor's words, which its clients compare. */
export function quotaExceeded(): OssError {
  return new OssError('QuotaExceeded');
}
