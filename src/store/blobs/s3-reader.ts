/** A range of an object of an S3 engine as a stream that goes on where a connection broke. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteRange } from '../records.js';
import { engineFailure, MissingBlob } from './s3-client.js';

/** In a row, without a byte between them. */
const MOST_FAILURES = 4;
const FIRST_WAIT_MS = 50;

/** Opens the range; resolves when the engine has begun to answer. Blobs never change, so that any rest fits. */
export type OpenRange = (range: ByteRange) => Promise<Readable>;

/** Resolves when the bytes are known to be there. */
export async function resumingReader(open: OpenRange, range: ByteRange): Promise<Readable> {
  const first = await open(range);
  // A reader that leaves before its first byte runs no step of the generator.
  return Readable.from(resumed(open, first, range), { objectMode: false }).on('close', () => first.destroy());
}

async function* resumed(open: OpenRange, first: Readable, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let body: Readable | undefined = first;
  let at = start;
  for (let failures = 0; at <= end; ) {
    let left = false;
    try {
      body ??= await open({ start: at, end });
      for await (const chunk of body as AsyncIterable<Buffer>) {
        at += chunk.length;
        failures = 0;
        left = true;
        yield chunk;
        left = false;
      }
      if (at <= end) throw new Error(`the engine's answer ended ${end + 1 - at} bytes too early`);
    } catch (error) {
      // Thrown into the generator by whoever reads.
      if (left) throw error;
      body = undefined;
      if (error instanceof MissingBlob || ++failures >= MOST_FAILURES) throw engineFailure(error);
      await sleep(FIRST_WAIT_MS * 2 ** failures * (0.5 + Math.random()));
    }
  }
}
