/** Metadata in one SQLite file. */
import { open } from 'node:fs/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { StartupError } from '../startup-error.js';
import { openConnection } from './connection.js';
import { DatabaseMetadata } from './database.js';
import { HeadCache } from './head-cache.js';
import { NodeSqliteDialect } from './kysely-sqlite.js';
import { checkSchema, migrate } from './migrations.js';
import type { Schema } from './schema.js';
import { SqliteEngine } from './sqlite-engine.js';

export class SqliteMetadata extends DatabaseMetadata {
  /** Makes or updates the database. Throws StartupError for one that is newer or is none. */
  static async open(path: string): Promise<SqliteMetadata> {
    // SQLite gives its WAL the rights of the database file.
    await (await open(path, 'a', 0o600)).close();
    const db = connect(path);
    try {
      await migrate(new Kysely<Schema>({ dialect: new NodeSqliteDialect(db) }), path);
      db.exec('pragma query_only = on');
      const heads = new HeadCache();
      return new SqliteMetadata(new SqliteEngine(db, path, { onChangedByOthers: () => heads.clear() }), heads);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /**
   * A database that a server has open. Nothing is made and nothing is updated, and the WAL is left to the server.
   * Throws StartupError for another schema, SQLite's error for a file that cannot be opened.
   */
  static async beside(path: string): Promise<SqliteMetadata> {
    const db = openConnection(path);
    try {
      await checkSchema(new Kysely<Schema>({ dialect: new NodeSqliteDialect(db) }), path);
      db.exec('pragma query_only = on');
      return new SqliteMetadata(new SqliteEngine(db, path, { checkpoint: false }));
    } catch (error) {
      db.close();
      throw error;
    }
  }
}

function connect(path: string): DatabaseSyncInstance {
  try {
    return openConnection(path);
  } catch (error) {
    throw new StartupError(`${path} cannot be opened: ${(error as Error).message}.`, { cause: error });
  }
}
