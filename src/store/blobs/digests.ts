/** MD5 and CRC-64 of bytes that are kept already. (Those that are being kept get theirs on the way, in fs.ts.) */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Crc64 } from './crc64.js';

/** `md5` in upper-case hex digits, `crc64` in decimal. */
export async function digestsOf(body: Readable, engine: Crc64): Promise<{ md5: string; crc64: string }> {
  const md5 = createHash('md5');
  const crc64 = engine.start();
  for await (const chunk of body as AsyncIterable<Buffer>) {
    md5.update(chunk);
    crc64.update(chunk);
  }
  return { md5: md5.digest('hex').toUpperCase(), crc64: crc64.digest() };
}
