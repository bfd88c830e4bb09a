/** Group commit: all changes that wait share one transaction, and each is answered when that is durable. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type ErrorCode, OssError } from '../../errors.js';
import { storageFailure } from '../storage-failure.js';
import { SqliteSteps } from './sqlite-steps.js';
import { stepsOf, type WriteInput, type WriteName } from './writes.js';

export interface WriteRequest<N extends WriteName = WriteName> {
  readonly id: number;
  readonly name: N;
  readonly input: WriteInput<N>;
}

type Texts = Readonly<Record<string, string>>;

/** An error as it crosses the thread: a class does not. */
export type WriteFailure =
  | { readonly code: ErrorCode; readonly message: string; readonly fields: Texts; readonly headers: Texts }
  | { readonly message: string };

export type WriteReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: WriteFailure };

/** In place of replies: another process has changed the database; a key was made, or a backup restored. */
export const CHANGED_BY_OTHERS = 'changed by others';

export class Batches {
  readonly #db: DatabaseSyncInstance;
  readonly #steps: SqliteSteps;

  constructor(db: DatabaseSyncInstance) {
    this.#db = db;
    this.#steps = new SqliteSteps(db);
  }

  /** Applies the changes in order. One that fails is undone alone; a failure of the disk fails them all. */
  run(requests: readonly WriteRequest[]): WriteReply[] {
    try {
      this.#db.exec('begin immediate');
      const replies = requests.map((request) => this.#one(request));
      this.#db.exec('commit');
      return replies;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback');
      const failure = failureOf(error);
      return requests.map(({ id }) => ({ id, failure }));
    }
  }

  #one({ id, name, input }: WriteRequest): WriteReply {
    this.#db.exec('savepoint change');
    try {
      const value = this.#steps.run(stepsOf(name, input));
      this.#db.exec('release change');
      return { id, value };
    } catch (error) {
      // SQLite ends the whole transaction by itself when the disk is full or broken: then nobody's change is there.
      if (!this.#db.isTransaction) throw error;
      this.#db.exec('rollback to change');
      this.#db.exec('release change');
      return { id, failure: failureOf(error) };
    }
  }
}

function failureOf(thrown: unknown): WriteFailure {
  const error = storageFailure(thrown);
  if (error instanceof OssError) {
    const { code, message, fields, headers } = error;
    return { code, message, fields, headers };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

/** The error again, on the other side. */
export function errorOf(failure: WriteFailure): Error {
  if ('code' in failure) {
    return new OssError(failure.code, failure.message, { fields: failure.fields, headers: failure.headers });
  }
  return new Error(`the metadata could not be written: ${failure.message}`);
}
