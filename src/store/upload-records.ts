/** Multipart uploads as values, and what the store offers for them. */
import type { Readable } from 'node:stream';
import type { BodyOptions, ByteRange, ObjectAcl, ObjectDescription, ObjectRecord } from './records.js';

/** Of one upload; also the highest number of a part. The vendor's limit. */
export const MOST_PARTS = 10_000;

/** Where an upload is found: all three have to be those that it was begun with. */
export interface UploadName {
  readonly bucket: string;
  readonly key: string;
  /** 32 upper-case hex digits. */
  readonly id: string;
}

export interface UploadRecord extends UploadName {
  readonly initiatedAt: number;
  readonly storageClass: string;
}

export interface PartRecord {
  /** 1–MOST_PARTS. */
  readonly number: number;
  readonly size: number;
  /** Its ETag: 32 upper-case hex digits. */
  readonly md5: string;
  readonly crc64: string;
  readonly modifiedAt: number;
}

/** A part as a client names it. */
export interface ChosenPart {
  readonly number: number;
  /** Without quotes; compared without regard to case. */
  readonly etag: string;
}

export interface Completion {
  /** In ascending order; 'all': every part there is. */
  readonly parts: readonly ChosenPart[] | 'all';
  /** Instead of the one that the upload was begun with. */
  readonly acl?: ObjectAcl;
  readonly forbidOverwrite?: boolean;
}

export type CompletedUpload = Pick<ObjectRecord, 'etag' | 'crc64' | 'size' | 'modifiedAt'>;

export interface UploadQuery {
  readonly bucket: string;
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly keyMarker?: string;
  /** Of the uploads of the marker's key those behind this one are still to come. */
  readonly idMarker?: string;
  /** Uploads and common prefixes together, at least 1. */
  readonly limit: number;
}

export interface UploadPage {
  readonly uploads: readonly UploadRecord[];
  readonly prefixes: readonly string[];
  /** The markers of the next page; absent on the last. Behind a common prefix there is no id. */
  readonly next?: { readonly key: string; readonly id: string };
}

export interface PartPage {
  readonly upload: UploadRecord;
  readonly parts: readonly PartRecord[];
  /** The number behind which the next page begins; absent on the last. */
  readonly next?: number;
}

/** Whatever names an upload that is not there throws NoSuchUpload. */
export interface UploadStore {
  /** Throws NoSuchBucket, FileAlreadyExists. */
  initiate(bucket: string, key: string, description: ObjectDescription): Promise<UploadRecord>;
  /** Replaces the part of that number. Durable when it resolves. */
  putPart(name: UploadName, number: number, body: Readable, options: BodyOptions): Promise<PartRecord>;
  /** Shares the source's bytes; they are read for their digests where those are not known, and not written. */
  copyPart(name: UploadName, number: number, source: ObjectRecord, range?: ByteRange): Promise<PartRecord>;
  /** In the order of their numbers, those behind `after`. */
  parts(name: UploadName, after: number, limit: number): Promise<PartPage>;
  /**
   * Makes the object in one transaction and moves no bytes; parts that were not chosen are removed.
   * Throws InvalidPart, EntityTooSmall, FileAlreadyExists.
   */
  complete(name: UploadName, completion: Completion): Promise<CompletedUpload>;
  abort(name: UploadName): Promise<void>;
  /** By key, and of one key by id. */
  list(query: UploadQuery): Promise<UploadPage>;
}
