/** The metadata database as one file: copied out of a server that runs, looked at, and copied back in. */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backup, DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { syncDirectory } from '../directories.js';
import { openConnection } from './connection.js';

/** What a copy says of itself. */
export interface CopyFacts {
  readonly schema: number;
  /** Of the database that it was made of. */
  readonly identity: string;
  readonly buckets: number;
  readonly objects: number;
}

/** A commit of the server takes milliseconds. */
const BUSY_MS = 20;
const PATIENCE_MS = 30_000;

/**
 * Writes what is committed by now into a new file, as one moment saw it: readers and writers of the database go on.
 * Durable when it resolves, and readable by its owner alone, for the secrets of the access keys are in it. Takes the
 * place of a file of that name. Rejects with SQLite's error, or the disk's.
 */
export async function copyOut(database: string, file: string): Promise<CopyFacts> {
  const unfinished = `${file}.new`;
  await rm(unfinished, { force: true });
  await (await open(unfinished, 'wx', 0o600)).close();
  try {
    const db = openConnection(database);
    try {
      // Not the page by page copy: that begins anew whenever the server commits.
      db.prepare('vacuum into ?').run(unfinished);
    } finally {
      db.close();
    }
    const facts = factsOf(unfinished);
    flush(unfinished);
    await rename(unfinished, file);
    await syncDirectory(dirname(file));
    return facts;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Throws SQLite's error, or one that says what is wrong, for a file that is no whole copy. */
export function factsOf(file: string): CopyFacts {
  if (!existsSync(file)) throw new Error('there is no such file');
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const [check] = db.prepare('pragma integrity_check(1)').all();
    if (check?.integrity_check !== 'ok') throw new Error(`it is damaged: ${String(check?.integrity_check)}`);
    const one = (sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0];
    return {
      schema: Number(one('select version from schema_version')),
      identity: String(one('select id from identity')),
      buckets: Number(one('select count(*) from buckets')),
      objects: Number(one('select count(*) from objects')),
    };
  } finally {
    db.close();
  }
}

/**
 * Everything in the database becomes what is in the copy, in one transaction: whoever has it open reads the old or the
 * new, and a crash leaves one of them. Waits for a commit under way.
 */
export async function copyIn(file: string, database: string): Promise<void> {
  if (!existsSync(database)) closeSync(openSync(database, 'a', 0o600));
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    await unlessBusy(source, database);
  } finally {
    source.close();
  }
  // A database that was not there has no WAL yet, and then SQLite flushes the file, but not its name.
  await syncDirectory(dirname(database));
}

async function unlessBusy(source: DatabaseSyncInstance, database: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await backup(source, database, { rate: -1 });
      return;
    } catch (error) {
      if (!/busy|locked/i.test((error as Error).message) || performance.now() > until) throw error;
      await sleep(BUSY_MS);
    }
  }
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
