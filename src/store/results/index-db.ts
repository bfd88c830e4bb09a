/**
 * The index of the results on disk, in a file of its own. It may be deleted at any time: that is a cold cache, not a
 * loss. So it is never flushed (synchronous=OFF), and its sums are kept in a row rather than counted at the start.
 */
import { rmSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { ResultFacts } from './result.js';

/** Raised when the tables change; an index of another version is thrown away. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE results (
    key TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    stored INTEGER NOT NULL,
    used INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX results_by_use ON results (stored, used, key);
  CREATE TABLE sums (bytes INTEGER NOT NULL, bodies INTEGER NOT NULL, rows INTEGER NOT NULL);
  INSERT INTO sums VALUES (0, 0, 0);
  PRAGMA user_version = ${VERSION};
`;

export interface IndexRow extends ResultFacts {
  readonly key: string;
  /** false: the body was evicted, its size and type are still known. */
  readonly stored: boolean;
  /** Milliseconds; exact to the hour. */
  readonly used: number;
}

export interface Sums {
  readonly bytes: number;
  readonly bodies: number;
  readonly rows: number;
}

type Row = { key: string; size: number; type: string; stored: number; used: number };

export class ResultIndex {
  readonly #db: DatabaseSyncInstance;
  readonly #get: StatementSyncInstance;
  readonly #put: StatementSyncInstance;
  readonly #touch: StatementSyncInstance;
  readonly #forgetBody: StatementSyncInstance;
  readonly #remove: StatementSyncInstance;
  readonly #oldest: StatementSyncInstance;
  readonly #setSums: StatementSyncInstance;
  /** As in the table; nobody else writes there. */
  #sums: Sums;

  private constructor(db: DatabaseSyncInstance) {
    this.#db = db;
    this.#get = db.prepare('SELECT key, size, type, stored, used FROM results WHERE key = ?');
    this.#put = db.prepare('INSERT OR REPLACE INTO results (key, size, type, stored, used) VALUES (?, ?, ?, 1, ?)');
    this.#touch = db.prepare('UPDATE results SET used = ? WHERE key = ?');
    this.#forgetBody = db.prepare('UPDATE results SET stored = 0 WHERE key = ?');
    this.#remove = db.prepare('DELETE FROM results WHERE key = ?');
    this.#oldest = db.prepare(
      'SELECT key, size, type, stored, used FROM results WHERE stored = ? ORDER BY used, key LIMIT ?',
    );
    this.#setSums = db.prepare('UPDATE sums SET bytes = ?, bodies = ?, rows = ?');
    const { bytes, bodies, rows } = db.prepare('SELECT bytes, bodies, rows FROM sums').get() as unknown as Sums;
    this.#sums = { bytes, bodies, rows };
  }

  /** fresh: there was no usable index, so bodies that lie about belong to nobody. */
  static open(path: string): { index: ResultIndex; fresh: boolean } {
    try {
      return ResultIndex.#opened(path);
    } catch {
      // Torn by a power cut, or no database at all: nothing in it is worth a look.
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
      return ResultIndex.#opened(path);
    }
  }

  static #opened(path: string): { index: ResultIndex; fresh: boolean } {
    const db = new DatabaseSync(path);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000');
    const version = Number((db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version);
    if (version === VERSION) return { index: new ResultIndex(db), fresh: false };
    db.exec('DROP TABLE IF EXISTS results; DROP TABLE IF EXISTS sums');
    db.exec(SCHEMA);
    return { index: new ResultIndex(db), fresh: true };
  }

  get(key: string): IndexRow | undefined {
    const row = this.#get.get(key) as Row | undefined;
    return row && fromRow(row);
  }

  put(key: string, facts: ResultFacts, now: number): void {
    this.#together(() => {
      const before = this.get(key);
      this.#put.run(key, facts.size, facts.contentType, now);
      const replaced = before?.stored ? before.size : 0;
      return [facts.size - replaced, before?.stored ? 0 : 1, before ? 0 : 1];
    });
  }

  touch(key: string, now: number): void {
    this.#touch.run(now, key);
  }

  /** The body is gone; size and type stay for HEAD. */
  forgetBody(row: IndexRow): void {
    if (!row.stored) return;
    this.#together(() => {
      this.#forgetBody.run(row.key);
      return [-row.size, -1, 0];
    });
  }

  remove(row: IndexRow): void {
    this.#together(() => {
      this.#remove.run(row.key);
      return [row.stored ? -row.size : 0, row.stored ? -1 : 0, -1];
    });
  }

  /** The least recently used rows with (or without) a body. */
  oldest(stored: boolean, limit: number): readonly IndexRow[] {
    return (this.#oldest.all(stored ? 1 : 0, limit) as Row[]).map(fromRow);
  }

  sums(): Sums {
    return this.#sums;
  }

  close(): void {
    this.#db.close();
  }

  /** A change of rows and what it adds to the sums, both or neither. */
  #together(change: () => readonly [bytes: number, bodies: number, rows: number]): void {
    this.#db.exec('BEGIN');
    try {
      const [bytes, bodies, rows] = change();
      const before = this.#sums;
      const sums = { bytes: before.bytes + bytes, bodies: before.bodies + bodies, rows: before.rows + rows };
      this.#setSums.run(sums.bytes, sums.bodies, sums.rows);
      this.#db.exec('COMMIT');
      this.#sums = sums;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function fromRow(row: Row): IndexRow {
  return { key: row.key, size: row.size, contentType: row.type, stored: row.stored === 1, used: row.used };
}
