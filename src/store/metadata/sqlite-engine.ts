/** One SQLite file: reads run here in one go, changes go through the writer thread. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Engine } from './engine.js';
import { SqliteSteps } from './sqlite-steps.js';
import { Overtaken, type Steps } from './steps.js';
import { Writer } from './writer.js';
import type { WriteInput, WriteName, WriteResult } from './writes.js';

interface EngineOptions {
  /** Leave no WAL behind; not for one who is a guest of a server. */
  readonly checkpoint?: boolean;
  readonly onChangedByOthers?: () => void;
}

export class SqliteEngine implements Engine {
  /** A thousand, scattered over the file, would stop the event loop for 30 ms. */
  readonly listStep = 100;
  readonly #db: DatabaseSyncInstance;
  readonly #steps: SqliteSteps;
  readonly #writer: Writer;
  readonly #checkpoint: boolean;

  constructor(db: DatabaseSyncInstance, path: string, { checkpoint = true, onChangedByOthers }: EngineOptions = {}) {
    this.#db = db;
    this.#checkpoint = checkpoint;
    this.#steps = new SqliteSteps(db);
    this.#writer = new Writer({ path, ...(onChangedByOthers && { onChangedByOthers }) });
  }

  async read<T>(steps: () => Steps<T>): Promise<T> {
    for (;;) {
      try {
        return this.#steps.run(steps());
      } catch (error) {
        // The writer thread commits while this one reads, but not as often.
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  change<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteResult<N>> {
    return this.#writer.run(name, input);
  }

  async close(): Promise<void> {
    await this.#writer.close();
    try {
      // SQLite does this when the last connection closes, but a connection with statements closes when they are collected.
      if (this.#checkpoint) this.#db.exec('pragma query_only = off; pragma wal_checkpoint(truncate)');
    } catch {
      // A full disk, or a reader from outside: the WAL stays, and is read at the next start.
    } finally {
      this.#db.close();
    }
  }
}
