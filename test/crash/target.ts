/** What the harness drives and looks at: a store, or a server that has one. */

/** What is there, and what is said of it. */
export interface Seen {
  readonly bytes: Buffer;
  readonly size: number;
  readonly type: string;
  /** Without quotes: upper-case MD5 where the type is Normal. */
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
  /** Adds to the end of an object, or makes it. */
  append(key: string, position: number, bytes: Buffer): Promise<void>;
  /** Begins an upload in parts. */
  initiate(key: string): Promise<string>;
  putPart(key: string, upload: string, number: number, bytes: Buffer): Promise<void>;
  /** Of all parts that were sent. */
  complete(key: string, upload: string): Promise<void>;
  abortUpload(key: string, upload: string): Promise<void>;
  /** The bytes of one key under another. */
  copy(from: string, to: string): Promise<void>;
  putStyle(name: string, content: string): Promise<void>;
  deleteStyle(name: string): Promise<void>;
  style(name: string): Promise<string | undefined>;
  /** Has a picture of so many pixels drawn and kept as a PNG. Absent: the target draws nothing. */
  save?(key: string, size: Size): Promise<void>;
  /** Those that nobody has ended. */
  uploads(): Promise<readonly { readonly key: string; readonly upload: string }[]>;
  /** Numbers and sizes of the parts of an upload. */
  parts(key: string, upload: string): Promise<readonly { readonly number: number; readonly size: number }[]>;
  get(key: string): Promise<Seen | undefined>;
  /** Everything there is, in several pages. */
  list(): Promise<readonly Listed[]>;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An answer that no crash explains. Whatever else a target throws may be the crash. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

export const BUCKET = 'crash';
export const PAGE = 20;
/** The smallest part that is no last one. */
export const PART = 100 << 10;
/** Of every append. */
export const PIECE = 3000;
const CHUNK = 64 << 10;

export function partsOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / PART) }, (_, n) => bytes.subarray(n * PART, (n + 1) * PART));
}

export function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let n = 0; n < bytes.length; n += CHUNK) yield bytes.subarray(n, n + CHUNK);
}
