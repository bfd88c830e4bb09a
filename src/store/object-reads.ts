/** The bytes of objects, out of the blobs that their segments are in. */
import { Readable } from 'node:stream';
import type { BlobStore } from './blobs/blobs.js';
import type { Crc64 } from './blobs/crc64.js';
import type { ByteRange, ObjectRecord } from './records.js';
import { type BlobRange, blobRanges } from './segments.js';
import { VerifiedReads } from './verified-reads.js';

export class ObjectReads {
  readonly #blobs: BlobStore;
  readonly #verified: VerifiedReads;
  /** Whether what is read whole is compared with its checksum. */
  verifies: boolean;

  constructor(blobs: BlobStore, crc64: Crc64, verifies: boolean) {
    this.#blobs = blobs;
    this.#verified = new VerifiedReads((object) => this.open(object), crc64);
    this.verifies = verifies;
  }

  get damaged(): number {
    return this.#verified.damaged;
  }

  read(object: ObjectRecord, range?: ByteRange): Promise<Readable> {
    return this.verifies && range === undefined ? this.#verified.read(object) : this.open(object, range);
  }

  /** Compares nothing. */
  async open(object: ObjectRecord, range?: ByteRange): Promise<Readable> {
    const ranges = blobRanges(object.segments, range ?? { start: 0, end: object.size - 1 });
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

  async mustBeWhole(object: ObjectRecord): Promise<void> {
    if (this.verifies) await this.#verified.check(object);
  }

  async *#chain(ranges: readonly BlobRange[]): AsyncIterable<Buffer> {
    for (const { blob, range } of ranges) yield* await this.#blobs.read(blob, range);
  }
}
