/** The bytes of objects, out of the blobs that their segments are in. */
import { Readable } from 'node:stream';
import type { BlobStore } from './blobs/blobs.js';
import type { Crc64 } from './blobs/crc64.js';
import type { ByteRange, LentFile, ObjectRecord } from './records.js';
import { type BlobRange, blobRanges } from './segments.js';
import type { SourceStats, Sources } from './sources.js';
import { VerifiedReads } from './verified-reads.js';

export interface ReadParts {
  readonly blobs: BlobStore;
  readonly crc64: Crc64;
  readonly sources: Sources | undefined;
}

export class ObjectReads {
  readonly #blobs: BlobStore;
  readonly #sources: Sources | undefined;
  readonly #verified: VerifiedReads;
  /** Whether what is read whole is compared with its checksum. */
  verifies: boolean;

  constructor({ blobs, crc64, sources }: ReadParts, verifies: boolean) {
    this.#blobs = blobs;
    this.#sources = sources;
    this.#verified = new VerifiedReads((object) => this.open(object), crc64);
    this.verifies = verifies;
  }

  get damaged(): number {
    return this.#verified.damaged;
  }

  get sources(): SourceStats | undefined {
    return this.#sources?.stats();
  }

  read(object: ObjectRecord, range?: ByteRange): Promise<Readable> {
    return this.verifies && range === undefined ? this.#verified.read(object) : this.open(object, range);
  }

  /** Compares nothing. */
  async open(object: ObjectRecord, range: ByteRange = { start: 0, end: object.size - 1 }): Promise<Readable> {
    return (await this.#sources?.read(object, range)) ?? this.#openBlobs(object, range);
  }

  async #openBlobs({ segments }: ObjectRecord, range: ByteRange): Promise<Readable> {
    const ranges = blobRanges(segments, range);
    const [only] = ranges;
    if (!only) return Readable.from([]);
    if (ranges.length === 1) return this.#blobs.read(only.blob, only.range);
    return Readable.from(this.#chain(ranges), { objectMode: false });
  }

  async readHead(object: ObjectRecord, n: number): Promise<Buffer> {
    const end = Math.min(n, object.size) - 1;
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open(object, { start: 0, end })) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  localPath(object: ObjectRecord): string | undefined {
    const [only, second] = object.segments;
    return only?.whole && !second ? this.#blobs.path?.(only.blob) : undefined;
  }

  /** Where files are made of originals, each was compared when it was made. */
  async lend(object: ObjectRecord): Promise<LentFile | undefined> {
    const path = this.localPath(object);
    if (path === undefined) {
      const whole = { start: 0, end: object.size - 1 };
      return this.#sources?.lend(object, () => this.#openBlobs(object, whole));
    }
    await this.mustBeWhole(object);
    return { path, end: () => {} };
  }

  async mustBeWhole(object: ObjectRecord): Promise<void> {
    if (this.verifies) await this.#verified.check(object);
  }

  async *#chain(ranges: readonly BlobRange[]): AsyncIterable<Buffer> {
    for (const { blob, range } of ranges) yield* await this.#blobs.read(blob, range);
  }
}
