/** The quota of a bucket as the vendor's documents say it. */
export const QOS_ROOT = 'BucketUserQos';
/** The vendor counts in gigabytes of 2^30 bytes. */
export const GIGABYTE = 1024 ** 3;
/** So many bytes are still an exact number. */
export const MOST_GIGABYTES = 2 ** 23 - 1;
export const UNLIMITED = -1;
