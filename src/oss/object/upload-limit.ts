/** The bound on an upload whose length is not announced. */
import { Readable } from 'node:stream';
import { OssError } from '../../errors.js';

/** The same body, failing with EntityTooLarge 400 once more than `limit` bytes have passed. */
export function bounded(body: Readable, limit: number): Readable {
  return Readable.from(counted(body, limit), { objectMode: false });
}

async function* counted(body: Readable, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw uploadTooLarge(limit);
    yield chunk;
  }
}

export function uploadTooLarge(limit: number): OssError {
  return new OssError('EntityTooLarge', `Your proposed upload exceeds the maximum allowed size: ${limit} bytes.`, {
    fields: { MaxSizeAllowed: String(limit) },
  });
}
