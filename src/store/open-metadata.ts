/** The metadata of a data directory: SQLite in the directory, or the PostgreSQL database that is named. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetadataStore } from './metadata/metadata.js';
import { SqliteMetadata } from './metadata/sqlite.js';
import { StartupError } from './startup-error.js';

export interface MetadataOptions {
  readonly directory: string;
  /** URL. */
  readonly metadata?: string;
}

/** Throws StartupError for a database that cannot be used, or that is not the directory's. */
export async function openMetadata({ directory, metadata: url }: MetadataOptions): Promise<MetadataStore> {
  const file = join(directory, 'metadata.db');
  const owner = await ownerOf(directory);
  // Before a database is made that would be the wrong one.
  if (url === undefined ? owner !== undefined && !existsSync(file) : existsSync(file)) throw foreign(directory);
  const metadata = url === undefined ? await SqliteMetadata.open(file) : await openPostgres(url);
  try {
    const identity = await metadata.identity();
    if (owner === undefined) await writeFile(join(directory, OWNER), `${identity}\n`, { mode: 0o600 });
    else if (owner !== identity) throw foreign(directory);
    return metadata;
  } catch (error) {
    await metadata.close();
    throw error;
  }
}

/** Loaded when it is wanted: the library takes a while. `update`: bring the tables up to date, rather than ask for it. */
export async function openPostgres(url: string, options?: { readonly update: boolean }): Promise<MetadataStore> {
  const { PostgresMetadata } = await import('./metadata/postgres.js');
  return PostgresMetadata.open(url, options);
}

/**
 * The identity of the database that knows the directory's files. To another one they would all be without a row, and
 * its sweep would remove them.
 */
const OWNER = 'metadata.id';

async function ownerOf(directory: string): Promise<string | undefined> {
  try {
    return (await readFile(join(directory, OWNER), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function foreign(directory: string): StartupError {
  return new StartupError(
    `The data directory ${directory} belongs to another metadata database, and this one knows nothing of its files.`,
  );
}
