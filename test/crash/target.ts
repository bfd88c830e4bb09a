/** What the harness drives and looks at: a store, or a server that has one. */

/** What is there, and what is said of it. */
export interface Seen {
  readonly bytes: Buffer;
  readonly size: number;
  /** Upper-case MD5 without quotes. */
  readonly etag: string;
  /** CRC-64/XZ in decimal. */
  readonly crc64: string;
}

export interface Listed {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

export interface Target {
  /** Resolves when the object was acknowledged. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Begins a put and breaks it off in the middle of its body. */
  abort(key: string, bytes: Buffer): Promise<void>;
  delete(key: string): Promise<void>;
  get(key: string): Promise<Seen | undefined>;
  /** Everything there is, in several pages. */
  list(): Promise<readonly Listed[]>;
}

/** An answer that no crash explains. Whatever else a target throws may be the crash. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

export const BUCKET = 'crash';
export const PAGE = 20;
const CHUNK = 64 << 10;

export function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let n = 0; n < bytes.length; n += CHUNK) yield bytes.subarray(n, n + CHUNK);
}
