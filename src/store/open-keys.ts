/** The access keys of a data directory or of the database at `url`, for commands: whether or not a server has it open. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyStore } from './key-records.js';
import { Keys } from './keys.js';
import { DirectoryInUse, DirectoryLock } from './lock.js';
import { openKeysBeside, SqliteMetadata } from './metadata/sqlite.js';
import { elsewhere, keepsRowsElsewhere, openPostgres } from './open-metadata.js';
import { StartupError } from './startup-error.js';

export interface OpenKeys {
  readonly keys: KeyStore;
  close(): Promise<void>;
}

/** Makes nothing. Throws StartupError for a directory without a store and for a database of another version. */
export async function openKeys(directory: string, url?: string): Promise<OpenKeys> {
  if (url !== undefined) {
    const metadata = await openPostgres(url, { update: false });
    return { keys: new Keys(metadata.keys, Date.now), close: () => metadata.close() };
  }
  if (keepsRowsElsewhere(directory)) throw elsewhere(directory);
  const path = join(directory, 'metadata.db');
  if (!existsSync(path)) throw new StartupError(`The data directory ${directory} holds no store yet.`);
  const lock = lockUnlessServed(directory);
  try {
    const metadata = lock === undefined ? await openKeysBeside(path) : await SqliteMetadata.open(path);
    const close = () => metadata.close().finally(() => lock?.release());
    return { keys: new Keys(metadata.keys, Date.now), close };
  } catch (error) {
    lock?.release();
    if (error instanceof StartupError) throw error;
    throw new StartupError(`${path} cannot be opened: ${(error as Error).message}.`, { cause: error });
  }
}

/** undefined: a server has it, and its metadata may be read and written beside it. */
function lockUnlessServed(directory: string): DirectoryLock | undefined {
  try {
    return DirectoryLock.take(directory);
  } catch (error) {
    if (error instanceof DirectoryInUse) return undefined;
    throw error;
  }
}
