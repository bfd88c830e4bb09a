/**
 * The rows that every request begins with, kept until they change (docs/decisions/0010). Exact, not merely fresh: all
 * changes pass the writer of this process, and a change is forgotten here before whoever made it is answered. Only a
 * backup that is restored while the server runs is another's change, which is noticed within a second.
 */
import { LRUCache } from 'lru-cache';
import type { BucketRecord, Hold, ObjectRecord, Rows } from '../records.js';
import type { StyleRecord } from '../style-records.js';

/** Bytes, roughly. */
const CAPACITY = 32 * 1024 * 1024;
const CAPACITY_OF_STYLES = 4 * 1024 * 1024;
/** Of keys without an object. Few, and apart: whoever asks for a million of them pushes out nothing else. */
const CAPACITY_OF_ABSENT = 2 * 1024 * 1024;
/** What an entry costs besides its texts. */
const OVERHEAD = 1000;

interface Head extends Rows {
  readonly bucket: BucketRecord;
  readonly object?: ObjectRecord;
  readonly held: readonly [Held];
}

interface NamedStyle {
  readonly style: StyleRecord;
  readonly held: readonly [Held];
}

type Held = { -readonly [P in keyof Hold]: Hold[P] };

/** However an entry goes, whoever relies on it learns of it. */
const dispose = ({ held: [hold] }: { readonly held: readonly [Held] }): void => {
  hold.current = false;
};

export class HeadCache {
  readonly #heads = new LRUCache<string, Head>({
    maxSize: CAPACITY,
    sizeCalculation: ({ object }, name) => OVERHEAD + 2 * (name.length + textsOf(object)),
    dispose,
  });

  /** A URL with a separator begins with a key that is not there (src/oss/lookup.ts), each time. */
  readonly #absent = new LRUCache<string, Head>({
    maxSize: CAPACITY_OF_ABSENT,
    sizeCalculation: (_, name) => OVERHEAD + 2 * name.length,
    dispose,
  });

  readonly #styles = new LRUCache<string, NamedStyle>({
    maxSize: CAPACITY_OF_STYLES,
    sizeCalculation: ({ style: { content } }, name) => OVERHEAD + 2 * (name.length + content.length),
    dispose,
  });

  /** Everything that is asked for, or nothing. */
  find(bucket: string, key: string, style: string | undefined): Rows | undefined {
    const at = nameOf(bucket, key);
    const head = this.#heads.get(at) ?? this.#absent.get(at);
    if (head === undefined || style === undefined) return head;
    const named = this.#styles.get(nameOf(bucket, style));
    return named && { ...head, style: named.style, held: [...head.held, ...named.held] };
  }

  keep(name: string, key: string, { bucket, object, style }: Rows): void {
    if (style !== undefined) this.#styles.set(nameOf(name, style.name), { style, held: held() });
    if (bucket === undefined) return;
    if (object === undefined) this.#absent.set(nameOf(name, key), { bucket, held: held() });
    else if (object.segments.length === 1) this.#heads.set(nameOf(name, key), { bucket, object, held: held() });
  }

  forget(bucket: string, key: string): void {
    const at = nameOf(bucket, key);
    this.#heads.delete(at);
    this.#absent.delete(at);
  }

  forgetStyle(bucket: string, name: string): void {
    this.#styles.delete(nameOf(bucket, name));
  }

  /** A bucket changed, and with it every head that holds its row, or it went with its styles; or everything did. Rare. */
  clear(): void {
    this.#heads.clear();
    this.#absent.clear();
    this.#styles.clear();
  }
}

const held = (): readonly [Held] => [{ current: true }];

/** A bucket's name has no slash. */
function nameOf(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function textsOf(object: ObjectRecord | undefined): number {
  if (object === undefined) return 0;
  const headers = Object.entries(object.headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const tags = (object.tags ?? []).reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  return headers + tags + (object.facts?.length ?? 0);
}
