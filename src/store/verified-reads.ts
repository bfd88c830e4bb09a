/** Reads that compare an object with the CRC-64 in its row before anybody is sent the first byte of it. */
import { Readable } from 'node:stream';
import type { Crc64 } from './blobs/crc64.js';
import type { ObjectRecord } from './records.js';

/** Of what is compared, so many bytes are kept and sent; what is longer is read a second time. */
const KEPT_BYTES = 1 << 20;

/** The disk gave other bytes than it was given. The message is for the log: it names the object and its blobs. */
export class DamagedObject extends Error {
  override readonly name = 'DamagedObject';
}

export function damaged({ bucket, key, segments }: ObjectRecord): DamagedObject {
  const blobs = segments.map(({ blob }) => blob).join(', ');
  return new DamagedObject(`${bucket}/${key} is not what was stored: damage in ${blobs}; tintype scrub says which.`);
}

export class VerifiedReads {
  readonly #read: (object: ObjectRecord) => Promise<Readable>;
  readonly #crc64: Crc64;
  #damaged = 0;

  constructor(read: (object: ObjectRecord) => Promise<Readable>, crc64: Crc64) {
    this.#read = read;
    this.#crc64 = crc64;
  }

  /** Reads that were refused so far. */
  get damaged(): number {
    return this.#damaged;
  }

  /** The whole object. Throws DamagedObject, or what the disk said. */
  async read(object: ObjectRecord): Promise<Readable> {
    const bytes = await this.#compare(object, object.size <= KEPT_BYTES);
    return bytes === undefined ? Readable.from(this.#again(object), { objectMode: false }) : Readable.from([bytes]);
  }

  /** The same without bytes, for who reads the file by itself. */
  async check(object: ObjectRecord): Promise<void> {
    await this.#compare(object, false);
  }

  async #compare(object: ObjectRecord, keep: boolean): Promise<Buffer | undefined> {
    const run = this.#crc64.start();
    const kept: Buffer[] = [];
    try {
      for await (const chunk of (await this.#read(object)) as AsyncIterable<Buffer>) {
        run.update(chunk);
        if (keep) kept.push(chunk);
      }
    } catch (error) {
      this.#damaged++;
      throw error;
    }
    if (run.digest() !== object.crc64) throw this.#refusal(object);
    return keep ? Buffer.concat(kept) : undefined;
  }

  /** What the disk gives now may be something else again, so the end is held back until it is known to be the same. */
  async *#again(object: ObjectRecord): AsyncIterable<Buffer> {
    const run = this.#crc64.start();
    let held: Buffer | undefined;
    for await (const chunk of (await this.#read(object)) as AsyncIterable<Buffer>) {
      if (held) yield held;
      held = chunk;
      run.update(chunk);
    }
    if (run.digest() !== object.crc64) throw this.#refusal(object);
    if (held) yield held;
  }

  #refusal(object: ObjectRecord): DamagedObject {
    this.#damaged++;
    return damaged(object);
  }
}
