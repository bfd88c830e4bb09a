/** What requests begin with: from memory where it is known to be as it is in the database, else read and kept. */
import type { Rows } from '../records.js';
import type { Engine } from './engine.js';
import type { HeadCache } from './head-cache.js';
import { headOf } from './reads.js';
import { touchedBy } from './touched.js';
import type { WriteInput, WriteName, WriteResult } from './writes.js';

/** Others that change the same database. */
export interface Others {
  /**
   * Resolves when all that they had committed by the time of the call is forgotten here. Rejects where nobody can tell.
   * Undefined: it is forgotten, and what is looked for before anything else happens is as it is in the database.
   */
  caughtUp(): Promise<void> | undefined;
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
    const others = this.#others?.caughtUp();
    if (others === undefined) return kept;
    const asked = await others.then(
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

  /**
   * Forgets what it may have changed, also when it failed: a change that was rejected may be there (Engine.change). Where
   * there are others, it was forgotten before.
   */
  async change<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteResult<N>> {
    try {
      return await this.#engine.change(name, input);
    } finally {
      if (this.#others === undefined) for (const what of touchedBy(name, input)) this.#cache?.forget(what);
    }
  }
}
