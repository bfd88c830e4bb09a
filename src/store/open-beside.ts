/** The metadata of a data directory or of the database at `url`, for commands: whether or not a server has it open. */
import { existsSync } from 'node:fs';
import { lockUnlessServed } from './lock.js';
import type { MetadataStore } from './metadata/metadata.js';
import { SqliteMetadata } from './metadata/sqlite.js';
import { databaseFile, elsewhere, keepsRowsElsewhere, openPostgres } from './open-metadata.js';
import { StartupError } from './startup-error.js';

export interface Beside {
  readonly metadata: MetadataStore;
  close(): Promise<void>;
}

/** Makes nothing. Throws StartupError for a directory without a store and for a database of another version. */
export async function openBeside(directory: string, url?: string): Promise<Beside> {
  if (url !== undefined) {
    const metadata = await openPostgres(url, { update: false });
    return { metadata, close: () => metadata.close() };
  }
  const path = databaseOf(directory);
  const lock = lockUnlessServed(directory);
  try {
    const metadata = lock === undefined ? await SqliteMetadata.beside(path) : await SqliteMetadata.open(path);
    return { metadata, close: () => metadata.close().finally(() => lock?.release()) };
  } catch (error) {
    lock?.release();
    if (error instanceof StartupError) throw error;
    throw new StartupError(`${path} cannot be opened: ${(error as Error).message}.`, { cause: error });
  }
}

/** The SQLite file. Throws StartupError where there is none. */
export function databaseOf(directory: string): string {
  if (keepsRowsElsewhere(directory)) throw elsewhere(directory);
  const path = databaseFile(directory);
  if (!existsSync(path)) throw new StartupError(`The data directory ${directory} holds no store yet.`);
  return path;
}
