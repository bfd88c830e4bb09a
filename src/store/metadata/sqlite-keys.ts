/** Access keys in SQLite. Nothing is kept of them: another process may have changed them (docs/decisions/0012). */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import type { KeyChange, KeyRecord } from '../key-records.js';
import { openConnection } from './connection.js';
import { type KeyRow, keyOfRow } from './key-rows.js';
import { KEY } from './key-sql.js';
import { NodeSqliteDialect } from './kysely-sqlite.js';
import type { KeyMetadata } from './metadata.js';
import { checkSchema } from './migrations.js';
import type { Schema } from './schema.js';
import { Writer } from './writer.js';

export class SqliteKeys implements KeyMetadata {
  readonly #find;
  readonly #admin: Kysely<Schema>;
  readonly #writer: Writer;

  constructor(db: DatabaseSyncInstance, admin: Kysely<Schema>, writer: Writer) {
    this.#find = db.prepare(KEY);
    this.#admin = admin;
    this.#writer = writer;
  }

  create(key: KeyRecord): Promise<void> {
    return this.#writer.run('createKey', key);
  }

  async find(id: string): Promise<KeyRecord | undefined> {
    const row: KeyRow | undefined = this.#find.get({ id });
    return row && keyOfRow(row);
  }

  async list(account?: string): Promise<readonly KeyRecord[]> {
    const all = this.#admin.selectFrom('access_keys').selectAll().orderBy('created_at').orderBy('id');
    const rows = await (account === undefined ? all : all.where('account', '=', account)).execute();
    return rows.map(keyOfRow);
  }

  change(id: string, change: KeyChange): Promise<boolean> {
    return this.#writer.run('changeKey', { id, change });
  }

  delete(id: string): Promise<boolean> {
    return this.#writer.run('deleteKey', { id });
  }

  used(id: string, at: number): Promise<void> {
    return this.#writer.run('useKey', { id, at });
  }
}

/**
 * The keys of a database that a server has open. Nothing is made and nothing is updated, and the WAL is left to the
 * server. Throws StartupError for another schema, SQLite's error for a file that cannot be opened.
 */
export async function openKeysBeside(path: string): Promise<{ keys: SqliteKeys; close(): Promise<void> }> {
  const db = openConnection(path);
  try {
    const admin = new Kysely<Schema>({ dialect: new NodeSqliteDialect(db) });
    await checkSchema(admin, path);
    db.exec('pragma query_only = on');
    const writer = new Writer({ path });
    return { keys: new SqliteKeys(db, admin, writer), close: () => writer.close().finally(() => db.close()) };
  } catch (error) {
    db.close();
    throw error;
  }
}
