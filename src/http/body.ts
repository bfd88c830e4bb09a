/** Bodies that are read whole: XML documents, process strings. Uploads of objects are streamed by the store instead. */
import type { Readable } from 'node:stream';
import { OssError } from '../errors.js';

/** At most `limit` bytes; a longer body is EntityTooLarge and is not read any further. */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new OssError('EntityTooLarge', `The request body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
