/**
 * The rows that every request begins with, kept until they change (docs/decisions/0010). Exact, not merely fresh: a
 * change that passes the writer of this process is forgotten here before whoever made it is answered, and of others'
 * changes a node on PostgreSQL hears before they are made, or asks (postgres-others.ts). Only a backup that is restored
 * into SQLite while the server runs is noticed later, within a second.
 */
import { LRUCache } from 'lru-cache';
import type { BucketRecord, Hold, ObjectRecord, Rows } from '../records.js';
import type { StyleRecord } from '../style-records.js';
import { Forgotten } from './forgotten.js';
import { CHANGED, rowNameOf } from './row-names.js';

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
  readonly #forgotten = new Forgotten();

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

  /** For keep(), before the rows are read. */
  now(): number {
    return this.#forgotten.now();
  }

  /** What was read since `then`, but for what was forgotten meanwhile: the change may have been made after the reading. */
  keep(name: string, key: string, { bucket, object, style }: Rows, then: number): void {
    if (style !== undefined && !this.#forgotten.since(styleIn(name, style.name), then)) {
      this.#styles.set(nameOf(name, style.name), { style, held: held() });
    }
    const at = nameOf(name, key);
    if (bucket === undefined || this.#forgotten.since(at, then)) return;
    if (object === undefined) this.#absent.set(at, { bucket, held: held() });
    else if (object.segments.length === 1) this.#heads.set(at, { bucket, object, held: held() });
  }

  /** A row by the name that others call it by (row-names.ts). */
  forget(what: string): void {
    const { kind, bucket, name } = rowNameOf(what);
    if (kind === CHANGED.object) this.#forgetObject(bucket, name);
    else if (kind === CHANGED.style) this.#forgetStyle(bucket, name);
    else if (kind !== CHANGED.key) this.clear();
  }

  /** Somebody may be changing it: forgotten, and not kept until it is settled as often. */
  doubt(what: string): void {
    this.forget(what);
    const held = heldAs(what);
    if (held === undefined) this.#forgotten.holdAll();
    else this.#forgotten.hold(held);
  }

  /** What was read before is not kept either. */
  settle(what: string): void {
    const held = heldAs(what);
    if (held === undefined) this.#forgotten.releaseAll();
    else this.#forgotten.release(held);
    this.forget(what);
  }

  #forgetObject(bucket: string, key: string): void {
    const at = nameOf(bucket, key);
    this.#forgotten.add(at);
    this.#heads.delete(at);
    this.#absent.delete(at);
  }

  #forgetStyle(bucket: string, name: string): void {
    this.#forgotten.add(styleIn(bucket, name));
    this.#styles.delete(nameOf(bucket, name));
  }

  /** A bucket changed, and with it every head that holds its row, or it went with its styles; or everything did. Rare. */
  clear(): void {
    this.#forgotten.addAll();
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

/** Apart from the names of objects, none of which begins with a slash. */
function styleIn(bucket: string, name: string): string {
  return `/${nameOf(bucket, name)}`;
}

/** undefined: everything. */
function heldAs(what: string): string | undefined {
  const { kind, bucket, name } = rowNameOf(what);
  if (kind === CHANGED.object) return nameOf(bucket, name);
  return kind === CHANGED.style ? styleIn(bucket, name) : undefined;
}

function textsOf(object: ObjectRecord | undefined): number {
  if (object === undefined) return 0;
  const headers = Object.entries(object.headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const tags = (object.tags ?? []).reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  return headers + tags + (object.facts?.length ?? 0);
}
