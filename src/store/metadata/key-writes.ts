/** Every change of access keys, each inside the transaction of whoever calls. Runs in the writer thread. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { KeyChange, KeyRecord } from '../key-records.js';
import { changedKey, type KeyRow, keyOfRow, rowOfKey } from './key-rows.js';
import * as sql from './key-sql.js';

export class KeyWrites {
  readonly #statements;

  constructor(db: DatabaseSyncInstance) {
    this.#statements = {
      find: db.prepare(sql.KEY),
      add: db.prepare(sql.ADD_KEY),
      change: db.prepare(sql.CHANGE_KEY),
      remove: db.prepare(sql.REMOVE_KEY),
      use: db.prepare(sql.USE_KEY),
    };
  }

  create(key: KeyRecord): void {
    this.#statements.add.run({ ...rowOfKey(key) });
  }

  change(id: string, change: KeyChange): boolean {
    const row: KeyRow | undefined = this.#statements.find.get({ id });
    if (row === undefined) return false;
    const { enabled, read_only, buckets } = rowOfKey(changedKey(keyOfRow(row), change));
    this.#statements.change.run({ id, enabled, read_only, buckets });
    return true;
  }

  delete(id: string): boolean {
    return this.#statements.remove.run({ id }).changes === 1;
  }

  used(id: string, at: number): void {
    this.#statements.use.run({ id, at });
  }
}
