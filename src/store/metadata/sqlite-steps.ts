/** Steps on a connection to SQLite: in one go, so that nothing else happens on it meanwhile. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { sqliteOf, sqliteValues } from './dialects.js';
import type { Answer, Statement, Steps } from './steps.js';

type Prepared = ReturnType<DatabaseSyncInstance['prepare']>;

export class SqliteSteps {
  readonly #db: DatabaseSyncInstance;
  /** Prepared once per connection: that takes longer than most of them run. There are as many as the code has. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(db: DatabaseSyncInstance) {
    this.#db = db;
  }

  run<T>(steps: Steps<T>): T {
    let step = steps.next();
    while (!step.done) step = steps.next(this.#answer(step.value));
    return step.value;
  }

  #answer({ sql, values, wants }: Statement): Answer {
    const statement = this.#statement(sql);
    const bound = sqliteValues(values);
    if (wants === 'row') return statement.get(bound);
    return wants === 'rows' ? statement.all(bound) : Number(statement.run(bound).changes);
  }

  #statement(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const prepared = this.#db.prepare(sqliteOf(sql));
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}
