/**
 * A read or a change of the metadata is written once, as steps: a generator that yields statements and is given their
 * answers. SQLite runs it in one go, PostgreSQL waits between the steps (docs/decisions/0013).
 */
export type Value = string | number | null | readonly string[];

export interface Statement {
  /** PostgreSQL's, with `:names` for the values (dialects.ts). */
  readonly sql: string;
  /** No name more and none less than the SQL has. */
  readonly values: Readonly<Record<string, Value>>;
  /** Rows, or the number of rows that changed. */
  readonly wants: 'row' | 'rows' | 'changes';
}

export type Answer = object | undefined | readonly object[] | number;
export type Steps<T> = Generator<Statement, T, Answer>;

export function* row<R extends object>(sql: string, values: Statement['values']): Steps<R | undefined> {
  return (yield { sql, values, wants: 'row' }) as R | undefined;
}

export function* rows<R extends object>(sql: string, values: Statement['values']): Steps<readonly R[]> {
  return (yield { sql, values, wants: 'rows' }) as readonly R[];
}

/** The number of rows that were changed. */
export function* changed(sql: string, values: Statement['values']): Steps<number> {
  return (yield { sql, values, wants: 'changes' }) as number;
}

/** Another change came between two statements: what was begun is to be undone and begun anew. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}
