/** Bodies for the contract suite, good and bad. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

export const bodyOf = (...chunks: readonly (string | Uint8Array)[]): Readable =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

/** Repeatable bytes that do not compress into a pattern of one chunk. */
export function bytes(size: number, seed = 1): Buffer {
  const result = Buffer.alloc(size);
  let state = seed >>> 0 || 1;
  for (let n = 0; n < size; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    result[n] = state >>> 24;
  }
  return result;
}

/** The bytes in chunks as a socket gives them. */
export function chunked(all: Buffer, size = 64 << 10): Readable {
  const count = Math.ceil(all.length / size);
  return Readable.from(Array.from({ length: count }, (_, n) => all.subarray(n * size, (n + 1) * size)));
}

/** Gives its chunks, then waits until somebody ends or destroys it. */
export function stalled(...chunks: readonly string[]): Readable {
  const body = new Readable({ read() {} });
  for (const chunk of chunks) body.push(Buffer.from(chunk));
  return body;
}

/** Gives its chunks, then fails. */
export function failing(error: Error, ...chunks: readonly string[]): Readable {
  return Readable.from(
    (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
      throw error;
    })(),
    { objectMode: false },
  );
}

export const md5Of = (all: Uint8Array | string): string => createHash('md5').update(all).digest('hex').toUpperCase();
export const contentMd5 = (all: Uint8Array | string): string => createHash('md5').update(all).digest('base64');

export async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
