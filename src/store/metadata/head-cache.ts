/**
 * The rows that every request begins with, kept until they change (docs/decisions/0010). Exact, not merely fresh: all
 * changes pass the writer of this process, and a change is forgotten here before whoever made it is answered.
 */
import { LRUCache } from 'lru-cache';
import type { BucketRecord, ObjectRecord } from '../records.js';
import type { StyleRecord } from '../style-records.js';

export interface Head {
  readonly bucket: BucketRecord;
  /** Absent: the key has no object. */
  readonly object?: ObjectRecord;
}

/** Bytes, roughly. */
const CAPACITY = 32 * 1024 * 1024;
const CAPACITY_OF_STYLES = 4 * 1024 * 1024;
/** What an entry costs besides its texts. */
const OVERHEAD = 1000;

export class HeadCache {
  readonly #heads = new LRUCache<string, Head>({
    maxSize: CAPACITY,
    sizeCalculation: ({ object }, name) => OVERHEAD + 2 * (name.length + textsOf(object)),
  });

  readonly #styles = new LRUCache<string, StyleRecord>({
    maxSize: CAPACITY_OF_STYLES,
    sizeCalculation: ({ content }, name) => OVERHEAD + 2 * (name.length + content.length),
  });

  get(bucket: string, key: string): Head | undefined {
    return this.#heads.get(nameOf(bucket, key));
  }

  set(bucket: string, key: string, head: Head): void {
    this.#heads.set(nameOf(bucket, key), head);
  }

  forget(bucket: string, key: string): void {
    this.#heads.delete(nameOf(bucket, key));
  }

  style(bucket: string, name: string): StyleRecord | undefined {
    return this.#styles.get(nameOf(bucket, name));
  }

  setStyle(bucket: string, style: StyleRecord): void {
    this.#styles.set(nameOf(bucket, style.name), style);
  }

  forgetStyle(bucket: string, name: string): void {
    this.#styles.delete(nameOf(bucket, name));
  }

  /** A bucket changed, and with it every head that holds its row, or it went with its styles. Rare. */
  clear(): void {
    this.#heads.clear();
    this.#styles.clear();
  }
}

/** A bucket's name has no slash. */
function nameOf(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function textsOf(object: ObjectRecord | undefined): number {
  if (object === undefined) return 0;
  const headers = Object.entries(object.headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return headers + (object.facts?.length ?? 0);
}
