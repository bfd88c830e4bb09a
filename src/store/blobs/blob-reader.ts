/** A range of a file as a stream that cannot end early without saying so. */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ByteRange } from '../records.js';

const READ_BYTES = 256 << 10;

/** Rejects when there is no such file. */
export async function openRange(path: string, range: ByteRange): Promise<Readable> {
  return new BlobReader(await open(path, 'r'), path, range);
}

class BlobReader extends Readable {
  readonly #file: FileHandle;
  readonly #path: string;
  #position: number;
  readonly #end: number;

  constructor(file: FileHandle, path: string, range: ByteRange) {
    super({ highWaterMark: READ_BYTES });
    this.#file = file;
    this.#path = path;
    this.#position = range.start;
    this.#end = range.end + 1;
  }

  override _read(): void {
    const wanted = Math.min(READ_BYTES, this.#end - this.#position);
    if (wanted <= 0) {
      this.push(null);
      return;
    }
    this.#file.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, this.#position).then(
      ({ bytesRead, buffer }) => this.#arrived(buffer.subarray(0, bytesRead)),
      (error: Error) => this.destroy(error),
    );
  }

  /** node:fs's own stream ends quietly at the end of a file that was cut short; a client then waits for the rest. */
  #arrived(bytes: Buffer): void {
    if (bytes.length === 0) {
      this.destroy(new Error(`${this.#path} ends at ${this.#position}, before ${this.#end}`));
      return;
    }
    this.#position += bytes.length;
    this.push(bytes);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#file.close().then(
      () => callback(error),
      (closing: Error) => callback(error ?? closing),
    );
  }
}
