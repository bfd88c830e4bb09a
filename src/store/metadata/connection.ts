/** Connections to the metadata database. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/** Long enough for a checkpoint of the writer on a slow disk. */
const BUSY_TIMEOUT_MS = 10_000;

/** WAL lets readers go on while the writer commits; FULL makes every commit durable before it is answered. */
export function openConnection(path: string): DatabaseSyncInstance {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864');
  return db;
}
