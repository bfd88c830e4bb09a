/** What a store is opened with. */

import type { BlobStats } from './blobs/blobs.js';
import type { S3Options } from './blobs/s3-options.js';
import type { ExpirerOptions } from './expiry.js';
import type { OthersStats } from './metadata/metadata.js';
import type { SourceStats } from './sources.js';

export interface StoreOptions {
  /** Made when missing, for its owner only. */
  readonly directory: string;
  /** URL of a PostgreSQL database that keeps the metadata. Absent: SQLite, in the directory. */
  readonly metadata?: string;
  /** The S3 engine that keeps the bytes. Absent: files, in the directory. */
  readonly s3?: S3Options;
  /** Bytes of originals from the engine that are kept in the directory while they are worked on. None. */
  readonly sourceCache?: number;
  /** How long replaced and deleted bytes stay: longer than every deadline of a request. One hour. */
  readonly retentionMs?: number;
  /** Bytes of the disk that no object may take, so that a full store can still be emptied. 64 MB. */
  readonly reserve?: number;
  /** Compare every object that is read whole with its checksum, before its first byte goes out. False. */
  readonly verifyReads?: boolean;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Told of every bucket that lost something to its lifecycle rules. */
  readonly onExpired?: ExpirerOptions['onExpired'];
  /** Told when a sweep, or a run of the lifecycle rules, failed; the next one tries again. A process warning by default. */
  readonly onSweepError?: (error: unknown) => void;
}

export interface StoreStats {
  /** Reads that were refused because the bytes are not those that were stored. */
  readonly damagedReads: number;
  /** Only where originals are kept. */
  readonly sources?: SourceStats;
  /** Only where an S3 engine keeps the bytes. */
  readonly engine?: BlobStats;
  /** Only where several nodes may share the metadata. */
  readonly others?: OthersStats;
}
