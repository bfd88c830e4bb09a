/** Steps on a connection to PostgreSQL. */
import type { ClientBase, QueryResult } from 'pg';
import { type Numbered, postgresOf } from './dialects.js';
import { meaningOf } from './postgres-errors.js';
import type { Answer, Statement, Steps } from './steps.js';

interface Named extends Numbered {
  /** The server keeps its plan under this name, for as long as the connection lasts. */
  readonly name: string;
}

export class PostgresSteps {
  /** There are as many as the code has. */
  readonly #named = new Map<string, Named>();

  async run<T>(client: ClientBase, steps: Steps<T>): Promise<T> {
    let step = steps.next();
    while (!step.done) step = steps.next(await this.#answer(client, step.value));
    return step.value;
  }

  async #answer(client: ClientBase, { sql, values, wants }: Statement): Promise<Answer> {
    const { name, text, names } = this.#nameOf(sql);
    try {
      const result = await client.query({ name, text, values: names.map((each) => values[each]) });
      if (wants === 'changes') return result.rowCount ?? 0;
      const rows = takenFrom(result);
      return wants === 'row' ? rows[0] : rows;
    } catch (error) {
      throw meaningOf(error);
    }
  }

  #nameOf(sql: string): Named {
    const known = this.#named.get(sql);
    if (known) return known;
    const named = { name: `tintype-${this.#named.size + 1}`, ...postgresOf(sql) };
    this.#named.set(sql, named);
    return named;
  }
}

/**
 * Its rows, which it then no longer has. A query of the library outlives its answer: in the old generation each leads
 * to the next, until all of them are collected. With their rows, every tenth page of a listing would wait for a
 * collector that moves five megabytes of what nobody needs.
 */
function takenFrom(result: QueryResult): readonly object[] {
  const { rows } = result;
  result.rows = [];
  return rows;
}
