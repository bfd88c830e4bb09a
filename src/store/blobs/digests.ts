/** MD5 and CRC-64 of bytes that are kept already. And of those that are on their way. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { OssError } from '../../errors.js';
import { quotaExceeded } from '../quota-records.js';
import type { WriteOptions } from './blobs.js';
import type { Crc64, Crc64Run } from './crc64.js';

/** `md5` in upper-case hex digits, `crc64` in decimal. */
export async function digestsOf(body: Readable, engine: Crc64): Promise<{ md5: string; crc64: string }> {
  const digests = new RunningDigests(engine);
  for await (const chunk of body as AsyncIterable<Buffer>) digests.update(chunk);
  return digests.finish();
}

/** Of a body that arrives. */
export class RunningDigests {
  readonly #md5 = createHash('md5');
  readonly #crc64: Crc64Run;
  #finished: { readonly md5: string; readonly crc64: string } | undefined;

  constructor(engine: Crc64) {
    this.#crc64 = engine.start();
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#crc64.update(chunk);
  }

  /** May be asked for again, but nothing comes behind it. */
  finish(): { readonly md5: string; readonly crc64: string } {
    this.#finished ??= { md5: this.#md5.digest('hex').toUpperCase(), crc64: this.#crc64.digest() };
    return this.#finished;
  }
}

/**
 * The bytes of a body that have arrived are not too many. Every engine asks while it reads: a body without a length could
 * go on for ever.
 * @throws OssError 400 InvalidRequest for more than were announced, 403 QuotaExceeded
 */
export function refuseLonger(arrived: number, { size, room }: Pick<WriteOptions, 'size' | 'room'>): void {
  if (size !== undefined && arrived > size) {
    throw new OssError('InvalidRequest', `The request body is longer than its Content-Length of ${size}.`);
  }
  if (room !== undefined && arrived > room) throw quotaExceeded();
}
