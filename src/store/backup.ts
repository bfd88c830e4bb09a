/** The metadata of a data directory as one file, and back. With SQLite alone: PostgreSQL has tools of its own. */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { lockUnlessServed } from './lock.js';
import { SCHEMA_VERSION } from './metadata/migrations.js';
import { type CopyFacts, copyIn, copyOut, factsOf } from './metadata/sqlite-copy.js';
import { databaseOf } from './open-beside.js';
import { databaseFile, ownerOf, writeOwner } from './open-metadata.js';
import { StartupError } from './startup-error.js';

/** The file is no copy that could be used. The message says why, without the file's name. */
export class UnusableCopy extends Error {
  override readonly name = 'UnusableCopy';
}

export interface Restored {
  readonly facts: CopyFacts;
  /** What was there before; absent: nothing. */
  readonly before?: string;
  /** A server has the directory open, and takes the rows over within a second. */
  readonly served: boolean;
}

const BEFORE = 'metadata-before-restore.db';

/** Whether or not a server runs. Throws StartupError for a directory without a store. */
export function backUp(directory: string, file: string): Promise<CopyFacts> {
  return copyOut(databaseOf(directory), file);
}

/**
 * Whether or not a server runs; what was there is kept in the directory. Throws UnusableCopy, and StartupError for what
 * is there and cannot be read.
 */
export async function restore(directory: string, file: string): Promise<Restored> {
  const facts = usable(file);
  const database = databaseFile(directory);
  const owner = await ownerOf(directory);
  if (owner !== undefined && owner !== facts.identity) {
    throw new UnusableCopy(`it is of another data directory than ${directory}, and knows nothing of the files there`);
  }
  const lock = lockUnlessServed(directory);
  try {
    if (lock === undefined && facts.schema !== SCHEMA_VERSION) {
      throw new UnusableCopy('it was made by an older Tintype: stop the server, restore, and start it again');
    }
    const before = existsSync(database) ? join(directory, BEFORE) : undefined;
    // Under its name only afterwards: it may be the file that is restored.
    const kept = `${join(directory, BEFORE)}.kept`;
    if (before !== undefined) await keep(database, kept);
    await copyIn(file, database);
    if (before !== undefined) await rename(kept, before);
    if (owner === undefined) await writeOwner(directory, facts.identity);
    return { facts, served: lock === undefined, ...(before !== undefined && { before }) };
  } finally {
    lock?.release();
  }
}

function usable(file: string): CopyFacts {
  const facts = attempt(() => factsOf(file));
  if (facts.schema <= SCHEMA_VERSION) return facts;
  throw new UnusableCopy(`it was made by a newer Tintype (schema ${facts.schema}): update this one`);
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UnusableCopy((error as Error).message, { cause: error });
  }
}

async function keep(database: string, before: string): Promise<void> {
  try {
    await copyOut(database, before);
  } catch (cause) {
    const { message } = cause as Error;
    throw new StartupError(
      `${database} cannot be read (${message}). Stop the server, move it, its -wal and its -shm away, and restore again.`,
      { cause },
    );
  }
}
