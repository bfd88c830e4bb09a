/** One process per data directory. */
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { StartupError } from './startup-error.js';

/** Another process has it. */
export class DirectoryInUse extends StartupError {}

/**
 * A lock of the kernel, taken by way of SQLite because Node has no call for one: it ends with the process that holds
 * it, however that ends, so there is no stale lock to judge. The file named `lock` must not be opened otherwise: POSIX
 * drops a process's locks on a file as soon as it closes any descriptor of it.
 */
export class DirectoryLock {
  readonly #db: DatabaseSyncInstance;

  private constructor(db: DatabaseSyncInstance) {
    this.#db = db;
  }

  /** Throws DirectoryInUse naming the directory and the process that holds it, StartupError for a file that cannot be locked. */
  static take(directory: string): DirectoryLock {
    const [file, pidFile] = [join(directory, 'lock'), join(directory, 'lock.pid')];
    let db: DatabaseSyncInstance | undefined;
    try {
      db = new DatabaseSync(file);
      // Of a file that it may only read, SQLite takes no lock and says nothing.
      accessSync(file, constants.W_OK);
      db.exec('begin exclusive');
      writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
      return new DirectoryLock(db);
    } catch (error) {
      db?.close();
      const { errcode, message } = error as { errcode?: unknown; message: string };
      if (errcode === undefined) throw error;
      if (errcode !== SQLITE_BUSY) throw new StartupError(`${file} cannot be locked: ${message}.`, { cause: error });
      const line = `The data directory ${directory} is in use by another Tintype (process ${holder(pidFile)}).`;
      throw new DirectoryInUse(line, { cause: error });
    }
  }

  release(): void {
    this.#db.close();
  }
}

/** undefined: a server has it, and its metadata may be read and written beside it. Throws as take() does otherwise. */
export function lockUnlessServed(directory: string): DirectoryLock | undefined {
  try {
    return DirectoryLock.take(directory);
  } catch (error) {
    if (error instanceof DirectoryInUse) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;

function holder(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
