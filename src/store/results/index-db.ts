/**
 * The index of the results on disk and the bodies of the small ones, in a file of its own. It may be deleted at any
 * time: that is a cold cache, not a loss. So it is never flushed (synchronous=OFF), and its sums are kept in a row
 * rather than counted at the start.
 */
import { rmSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { ResultFacts } from './result.js';

/** Raised when the tables change; an index of another version is thrown away. */
const VERSION = 2;

const SCHEMA = `
  CREATE TABLE results (
    key TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    stored INTEGER NOT NULL,
    inside INTEGER NOT NULL,
    used INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX results_by_use ON results (stored, used, key);
  CREATE TABLE bodies (key TEXT PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE sums (bytes INTEGER NOT NULL, bodies INTEGER NOT NULL, rows INTEGER NOT NULL);
  INSERT INTO sums VALUES (0, 0, 0);
  PRAGMA user_version = ${VERSION};
`;

export interface IndexRow extends ResultFacts {
  readonly key: string;
  /** false: the body was evicted, its size and type are still known. */
  readonly stored: boolean;
  /** true: the body lies in the index itself, not in a file. */
  readonly inside: boolean;
  /** Milliseconds; exact to the hour. */
  readonly used: number;
}

export interface Placed {
  readonly key: string;
  readonly facts: ResultFacts;
  readonly used: number;
  readonly bytes?: Uint8Array;
}

export interface Sums {
  readonly bytes: number;
  readonly bodies: number;
  readonly rows: number;
}

type Row = { key: string; size: number; type: string; stored: number; inside: number; used: number };

/** Free space in the file that is left to later bodies, and what is given back to the disk at once; in pages of 4 kB. */
const SPARE_PAGES = 4096;
const PAGES_AT_ONCE = 1024;

export class ResultIndex {
  readonly #db: DatabaseSyncInstance;
  readonly #get: StatementSyncInstance;
  readonly #put: StatementSyncInstance;
  readonly #body: StatementSyncInstance;
  readonly #putBody: StatementSyncInstance;
  readonly #dropBody: StatementSyncInstance;
  readonly #touch: StatementSyncInstance;
  readonly #forgetBody: StatementSyncInstance;
  readonly #remove: StatementSyncInstance;
  readonly #oldest: StatementSyncInstance;
  readonly #setSums: StatementSyncInstance;
  /** As in the table; nobody else writes there. */
  #sums: Sums;

  private constructor(db: DatabaseSyncInstance) {
    this.#db = db;
    this.#get = db.prepare('SELECT key, size, type, stored, inside, used FROM results WHERE key = ?');
    this.#put = db.prepare(
      'INSERT OR REPLACE INTO results (key, size, type, stored, inside, used) VALUES (?, ?, ?, 1, ?, ?)',
    );
    this.#body = db.prepare('SELECT bytes FROM bodies WHERE key = ?');
    this.#putBody = db.prepare('INSERT OR REPLACE INTO bodies (key, bytes) VALUES (?, ?)');
    this.#dropBody = db.prepare('DELETE FROM bodies WHERE key = ?');
    this.#touch = db.prepare('UPDATE results SET used = ? WHERE key = ?');
    this.#forgetBody = db.prepare('UPDATE results SET stored = 0, inside = 0 WHERE key = ?');
    this.#remove = db.prepare('DELETE FROM results WHERE key = ?');
    this.#oldest = db.prepare(
      'SELECT key, size, type, stored, inside, used FROM results WHERE stored = ? ORDER BY used, key LIMIT ?',
    );
    this.#setSums = db.prepare('UPDATE sums SET bytes = ?, bodies = ?, rows = ?');
    const { bytes, bodies, rows } = db.prepare('SELECT bytes, bodies, rows FROM sums').get() as unknown as Sums;
    this.#sums = { bytes, bodies, rows };
  }

  /** `trusted`: not written before a power cut. fresh: there was no usable index, so bodies that lie about belong to nobody. */
  static open(path: string, { trusted = true } = {}): { index: ResultIndex; fresh: boolean } {
    const remove = (): void => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    };
    if (!trusted) remove();
    try {
      return ResultIndex.#opened(path);
    } catch {
      // Torn by a power cut, or no database at all: nothing in it is worth a look.
      remove();
      return ResultIndex.#opened(path);
    }
  }

  static #opened(path: string): { index: ResultIndex; fresh: boolean } {
    const db = new DatabaseSync(path);
    // Set before the first table, or it has no effect.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000');
    const version = Number((db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version);
    if (version === VERSION) return { index: new ResultIndex(db), fresh: false };
    // Of no use here, and an old file cannot learn to give space back.
    if (version !== 0) {
      db.close();
      throw new Error(`an index of version ${version}`);
    }
    db.exec(SCHEMA);
    return { index: new ResultIndex(db), fresh: true };
  }

  get(key: string): IndexRow | undefined {
    const row = this.#get.get(key) as Row | undefined;
    return row && fromRow(row);
  }

  /** `bytes`: the body, to be kept here; absent: it is a file. */
  put(key: string, facts: ResultFacts, now: number, bytes?: Uint8Array): void {
    this.putAll([{ key, facts, used: now, ...(bytes && { bytes }) }]);
  }

  /** All of them or none. What a transaction costs is shared. */
  putAll(placed: readonly Placed[]): void {
    this.#together(() => {
      const added: [bytes: number, bodies: number, rows: number] = [0, 0, 0];
      for (const { key, facts, used, bytes } of placed) {
        const before = this.get(key);
        this.#put.run(key, facts.size, facts.contentType, bytes ? 1 : 0, used);
        if (bytes) this.#putBody.run(key, bytes);
        else if (before?.inside) this.#dropBody.run(key);
        added[0] += facts.size - (before?.stored ? before.size : 0);
        added[1] += before?.stored ? 0 : 1;
        added[2] += before ? 0 : 1;
      }
      return added;
    });
  }

  /** The body of a row that has it inside; undefined: it is not there or not whole. */
  body(row: IndexRow): Buffer | undefined {
    const found = this.#body.get(row.key) as { bytes: Uint8Array } | undefined;
    if (found?.bytes.byteLength !== row.size) return undefined;
    return Buffer.from(found.bytes.buffer, found.bytes.byteOffset, found.bytes.byteLength);
  }

  touch(key: string, now: number): void {
    this.#touch.run(now, key);
  }

  /** The body is gone; size and type stay for HEAD. false: the row has changed since it was read, and is left alone. */
  forgetBody(row: IndexRow): boolean {
    if (!row.stored || !this.#isAsRead(row)) return false;
    this.#together(() => {
      this.#forgetBody.run(row.key);
      if (row.inside) this.#dropBody.run(row.key);
      return [-row.size, -1, 0];
    });
    return true;
  }

  /** false: as above. */
  remove(row: IndexRow): boolean {
    if (!this.#isAsRead(row)) return false;
    this.#together(() => {
      this.#remove.run(row.key);
      if (row.inside) this.#dropBody.run(row.key);
      return [row.stored ? -row.size : 0, row.stored ? -1 : 0, -1];
    });
    return true;
  }

  /** Between reading a row and acting on it a body may be evicted or put anew: then the sums would be told of it twice. */
  #isAsRead({ key, size, stored, inside }: IndexRow): boolean {
    const now = this.get(key);
    return now?.stored === stored && now.size === size && now.inside === inside;
  }

  /** The least recently used rows with (or without) a body. */
  oldest(stored: boolean, limit: number): readonly IndexRow[] {
    return (this.#oldest.all(stored ? 1 : 0, limit) as Row[]).map(fromRow);
  }

  sums(): Sums {
    return this.#sums;
  }

  /** Returns some of the space that removed bodies left in the file, if it is more than the next ones will want. */
  giveBack(): void {
    const { freelist_count: free } = this.#db.prepare('PRAGMA freelist_count').get() as { freelist_count: number };
    if (free <= SPARE_PAGES) return;
    const pages = Math.min(PAGES_AT_ONCE, free - SPARE_PAGES);
    // The file gets shorter when the log is written back.
    this.#db.exec(`PRAGMA incremental_vacuum(${pages}); PRAGMA wal_checkpoint`);
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
  const { key, size, type, stored, inside, used } = row;
  return { key, size, contentType: type, stored: stored === 1, inside: inside === 1, used };
}
