/** The metadata of a data directory: SQLite in the directory, or the PostgreSQL database that is named. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './directories.js';
import type { MetadataStore } from './metadata/metadata.js';
import { shownUrl } from './metadata/postgres-url.js';
import { SqliteMetadata } from './metadata/sqlite.js';
import { StartupError } from './startup-error.js';

export interface MetadataOptions {
  readonly directory: string;
  /** URL. */
  readonly metadata?: string;
  /** Present: the bytes are in an engine, which knows its database by itself. */
  readonly s3?: object;
}

/** SQLite's, whether it is there or not. */
export function databaseFile(directory: string): string {
  return join(directory, 'metadata.db');
}

/** Throws StartupError for a database that cannot be used, or that is not the directory's. */
export async function openMetadata({ directory, metadata: url, s3 }: MetadataOptions): Promise<MetadataStore> {
  const file = databaseFile(directory);
  const owner = await ownerOf(directory);
  // Before a database is made that would be the wrong one.
  if (url === undefined && keepsRowsElsewhere(directory)) throw elsewhere(directory);
  if (url !== undefined && existsSync(file)) throw foreign(directory, url, `Its rows are in ${file}: leave it out`);
  const metadata = url === undefined ? await SqliteMetadata.open(file) : await openPostgres(url);
  try {
    const identity = await metadata.identity();
    if (owner === undefined && url !== undefined && s3 === undefined) await refuseOthers(metadata, directory, url);
    if (owner === undefined) await writeOwner(directory, identity);
    else if (owner !== identity) throw foreign(directory, url ?? file, 'Name the one it began with');
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

/** A new directory has none of the bytes that a database in use knows of: each object would be there, and not its bytes. */
async function refuseOthers(metadata: MetadataStore, directory: string, url: string): Promise<void> {
  if ((await metadata.liveBlobs('', 1)).length === 0) return;
  throw new StartupError(
    `${shownUrl(url)} knows objects whose bytes are in another data directory than ${directory}. Name that one as --data (with its ${OWNER}, when it was copied), or an empty database.`,
    { setting: 'metadata' },
  );
}

/** Undefined: it has had no metadata yet. */
export async function ownerOf(directory: string): Promise<string | undefined> {
  try {
    return (await readFile(join(directory, OWNER), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** After a power cut it is there whole or not at all: an empty one would be another database's. */
export async function writeOwner(directory: string, identity: string): Promise<void> {
  const file = join(directory, OWNER);
  await writeFile(`${file}.new`, `${identity}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  await syncDirectory(directory);
}

function foreign(directory: string, database: string, advice: string): StartupError {
  const name = database.startsWith('postgres') ? shownUrl(database) : database;
  return new StartupError(
    `${name} knows nothing of the files in ${directory}, which belongs to another metadata database. ${advice}, or choose another --data.`,
    { setting: 'metadata' },
  );
}

/** Whether the directory has been used with a database that is not in it: PostgreSQL, or a file that was lost. */
export function keepsRowsElsewhere(directory: string): boolean {
  return existsSync(join(directory, OWNER)) && !existsSync(databaseFile(directory));
}

export function elsewhere(directory: string): StartupError {
  return new StartupError(
    `is missing: ${directory} has no metadata.db, so it belongs to another metadata database. Name the PostgreSQL database it began with, or choose another --data.`,
    { setting: 'metadata' },
  );
}
