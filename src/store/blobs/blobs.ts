/** Bytes under fresh random ids. Nothing is ever overwritten, so a reader needs no lock. */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../records.js';

export interface BlobRecord {
  /** 32 lower-case hex digits. */
  readonly id: string;
  readonly size: number;
  /** 32 upper-case hex digits. */
  readonly md5: string;
  /** CRC-64/XZ in decimal. */
  readonly crc64: string;
}

export interface WriteOptions {
  /** Bytes announced; a body of another length is refused with IncompleteBody or InvalidRequest. */
  readonly size?: number;
  /** 32 upper-case hex digits announced; other bytes are refused with InvalidDigest. */
  readonly md5?: string;
  readonly signal?: AbortSignal;
  /** Bytes that the quota of the bucket has room for: a longer body is refused with QuotaExceeded. */
  readonly room?: number;
}

export interface BlobStats {
  /** Blobs that were read, whole or in part, and written. */
  readonly reads: number;
  readonly writes: number;
  /** Of either, those that the engine failed. */
  readonly failures: number;
}

export interface BlobStore {
  /**
   * Durable when it resolves; when it rejects, nothing is left behind and the rest of the body is unread.
   * Listens to the body from the moment of the call, reads it when there is somewhere to put it.
   */
  write(body: Readable, options?: WriteOptions): Promise<BlobRecord>;
  /** Resolves when the bytes are known to be there. A range must lie inside the blob. */
  read(id: string, range: ByteRange): Promise<Readable>;
  /** The file that holds the blob, where blobs are files. */
  path?(id: string): string;
  /** Ids that are not there are no error. */
  remove(ids: readonly string[]): Promise<void>;
  /** Every id there is, in pages of at most so many; ids written meanwhile may be missing. */
  list(page: number): AsyncIterable<readonly string[]>;
  /** Milliseconds after which all are listed anew, where that takes long or costs; absent: with every sweep. */
  readonly listedEvery?: number;
  /** Bytes; undefined when it is gone. */
  size(id: string): Promise<number | undefined>;
  /** When the blob was last written to, in milliseconds; undefined when it is gone. */
  modifiedAt(id: string): Promise<number | undefined>;
  /**
   * Says whose the blobs are, where their place is not a data directory's alone. Throws StartupError where they are
   * another's, or absent although `isUsed` says that there are some.
   */
  claim?(identity: string, isUsed: () => Promise<boolean>): Promise<void>;
  /** Forgets uploads that were begun before and never ended; where blobs are files, they are blobs as others. */
  dropUnfinished?(before: number): Promise<void>;
  /** Where an engine keeps them. */
  stats?(): BlobStats;
  close?(): Promise<void>;
}
