/** Bytes that are compared on their way with what was announced. */
import { Transform, type TransformCallback } from 'node:stream';
import type { Crc64 } from '../store/blobs/crc64.js';
import { RunningDigests } from '../store/blobs/digests.js';
import { type Digests, Mismatch } from './place.js';

export interface AllDigests {
  readonly md5: string;
  readonly crc64: string;
}

export interface Announced extends Digests {
  /** Bytes. */
  readonly size: number;
}

/**
 * Passes bytes on, and fails where they are more, fewer or others than announced. The last chunk waits until all is
 * known: whoever receives less than was promised keeps nothing, so a body that is not what it should be is never stored.
 */
export class Verified extends Transform {
  readonly #announced: Announced;
  readonly #digests: RunningDigests;
  #size = 0;
  #held: Buffer | undefined;
  #found: AllDigests | undefined;

  constructor(announced: Announced, engine: Crc64) {
    super();
    this.#announced = announced;
    this.#digests = new RunningDigests(engine);
  }

  /** Of what went through; undefined before the end. */
  get found(): AllDigests | undefined {
    return this.#found;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#size += chunk.length;
    const { size } = this.#announced;
    if (this.#size > size) {
      done(new Mismatch(`more than the ${size} bytes that were announced`));
      return;
    }
    this.#digests.update(chunk);
    const ready = this.#held;
    this.#held = chunk;
    done(null, ready);
  }

  override _flush(done: TransformCallback): void {
    const found = this.#digests.finish();
    const fault = this.#faultOf(found);
    if (fault === undefined) this.#found = found;
    done(fault === undefined ? null : new Mismatch(fault), this.#held);
  }

  #faultOf(found: AllDigests): string | undefined {
    const { size, md5, crc64 } = this.#announced;
    if (this.#size < size) return `${this.#size} of the ${size} bytes that were announced`;
    if (md5 !== undefined && md5 !== found.md5) return `their MD5 is ${found.md5}, not ${md5}`;
    if (crc64 !== undefined && crc64 !== found.crc64) return `their CRC64 is ${found.crc64}, not ${crc64}`;
    return undefined;
  }
}

/** What the other end says of the bytes, against what was sent. @throws Mismatch */
export function checkArrived(sent: AllDigests, arrived: Digests): void {
  for (const name of ['md5', 'crc64'] as const) {
    const said = arrived[name];
    if (said === undefined || said === sent[name]) continue;
    throw new Mismatch(`the target keeps bytes whose ${name.toUpperCase()} is ${said}, not ${sent[name]}`);
  }
}
