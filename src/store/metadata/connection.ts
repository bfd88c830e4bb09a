/** Connections to the metadata database. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/** Long enough for a checkpoint of the writer on a slow disk. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * WAL lets readers go on while the writer commits; FULL makes every commit durable before it is answered. The two
 * pragmas about fullfsync say the same to macOS, where a plain fsync leaves the bytes in the disk's own memory.
 */
export function openConnection(path: string): DatabaseSyncInstance {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  db.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864;
    pragma fullfsync = on; pragma checkpoint_fullfsync = on`);
  return db;
}
