/** What requests begin with: from memory where it is known to be as it is in the database, else read and kept. */
import type { Rows } from '../records.js';
import type { Engine } from './engine.js';
import type { HeadCache } from './head-cache.js';
import { headOf } from './reads.js';

/** Others that change the same database. */
export interface Others {
  /** Resolves when all that they had committed by the time of the call is forgotten here. Rejects where nobody can tell. */
  caughtUp(): Promise<void>;
}

export class Heads {
  readonly #engine: Engine;
  readonly #cache: HeadCache | undefined;
  readonly #others: Others | undefined;

  /** No `cache`: others change the database, and nobody tells of it. No `others`: nobody else does. */
  constructor(engine: Engine, cache?: HeadCache, others?: Others) {
    this.#engine = engine;
    this.#cache = cache;
    this.#others = others;
  }

  async find(bucket: string, key: string, style: string | undefined): Promise<Rows> {
    const kept = this.#cache?.find(bucket, key, style);
    if (kept === undefined) return this.#read(bucket, key, style);
    if (this.#others === undefined) return kept;
    const asked = await this.#others.caughtUp().then(
      () => true,
      () => false,
    );
    // Where the question has no answer, there is a row to be read, with the patience of every reading.
    const current = asked ? this.#cache?.find(bucket, key, style) : undefined;
    return current ?? this.#read(bucket, key, style);
  }

  async #read(bucket: string, key: string, style: string | undefined): Promise<Rows> {
    const then = this.#cache?.now() ?? 0;
    const found = await this.#engine.read(() => headOf(bucket, key, style));
    this.#cache?.keep(bucket, key, found, then);
    return found;
  }

  /** Also when it failed, as the next three: a change that was rejected may be there all the same (Engine.change). */
  async changeBucket<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#cache?.clear();
    }
  }

  changeObject<T>({ bucket, key }: { bucket: string; key: string }, change: Promise<T>): Promise<T> {
    return this.changeObjects(bucket, [key], change);
  }

  async changeObjects<T>(bucket: string, keys: readonly string[], change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      for (const key of keys) this.#cache?.forget(bucket, key);
    }
  }

  async changeStyle({ bucket, name }: { bucket: string; name: string }, change: Promise<void>): Promise<void> {
    try {
      await change;
    } finally {
      this.#cache?.forgetStyle(bucket, name);
    }
  }
}
