/** What objects are moved from and to: a bucket of OSS or of a Tintype, one of S3, a directory. */
import type { Readable } from 'node:stream';

/** One object as a listing shows it. All of it is what the other side says, and may be a lie. */
export interface Listed {
  /** Without the prefix of its place. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** As listed, without quotes. */
  readonly etag?: string;
  /** Upper-case hex, where the ETag is the MD5 of the bytes. */
  readonly md5?: string;
  readonly symlink?: true;
}

/** What a listing shows that cannot be moved, and why. */
export interface Unreadable {
  readonly key: string;
  readonly fault: string;
}

export interface Digests {
  /** Upper-case hex. */
  readonly md5?: string | undefined;
  /** In decimal. */
  readonly crc64?: string | undefined;
}

/** What is said of an object besides its bytes. */
export interface Description {
  /** Content-Type and its kind, and x-oss-meta-…; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: the bucket's decides. */
  readonly acl?: string;
  /** 'k=v&k=v', percent-encoded. */
  readonly tags?: string;
}

/** First and last byte. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

export interface Opened {
  readonly body: Readable;
  /** Bytes of `body` as announced; absent: the other side does not say. */
  readonly size?: number;
  /** Of the whole object, also where a piece was asked for. */
  readonly digests: Digests;
  readonly description: Description;
}

export interface Source {
  /** In ascending order of the keys' UTF-8 bytes. @throws RemoteFailure, also for a listing that is not in order */
  list(signal: AbortSignal): AsyncIterable<Listed | Unreadable>;
  /** What can be learnt of an object's bytes without moving them; empty: nothing. */
  digests(object: Listed, signal: AbortSignal): Promise<Digests>;
  open(object: Listed, piece: Piece | undefined, signal: AbortSignal): Promise<Opened>;
  /** What a symlink points to. */
  linkTarget?(object: Listed, signal: AbortSignal): Promise<string>;
  /** Bytes of the parts that the object was put together from, so that its copy has the same ETag. */
  partSize?(object: Listed, signal: AbortSignal): Promise<number | undefined>;
}

/** Bytes on their way to a target. They fail instead of ending when they are not what was announced. */
export interface Content {
  readonly body: Readable;
  readonly size: number;
  /** Upper-case hex, where it is known beforehand. */
  readonly md5?: string | undefined;
}

export interface Parts {
  /** @returns what complete() has to say of it */
  put(number: number, content: Content, signal: AbortSignal): Promise<string>;
  complete(etags: readonly string[], signal: AbortSignal): Promise<Digests>;
  /** Never throws. */
  abort(): Promise<void>;
}

export interface PutOptions {
  /** What is there already is left as it is, even when it came a moment ago. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

export interface Target {
  /** Asked for keys in ascending order, as Source.list() has them. */
  finder(signal: AbortSignal): Finder;
  /** Of what is there. */
  digests(key: string, signal: AbortSignal): Promise<Digests>;
  /** Nothing is to be seen of it before all bytes are there. @returns what the target made of the bytes */
  put(key: string, content: Content, description: Description, options: PutOptions): Promise<Digests>;
  link?(key: string, target: string, options: PutOptions): Promise<void>;
  parts?(key: string, description: Description, options: PutOptions): Promise<Parts>;
  /** Bytes above which an object has to go in parts. */
  readonly largestPut: number;
}

export interface Finder {
  find(key: string): Promise<Listed | undefined>;
}

/** The other side refuses, fails, or says nonsense. The message is one line for people, whatever is quoted in it. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';

  constructor(
    message: string,
    /** HTTP status; 0: no answer that is one. */
    readonly status: number,
    readonly code = '',
    options?: ErrorOptions,
  ) {
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, ' '), options);
  }
}

/** The bytes that came are not those that were announced. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}
