/**
 * Statements are written in PostgreSQL's SQL, with `:names` for values. This is all in which SQLite's is another, and
 * what a driver is given: a list is `each(:ids)`, a table with one column `id`.
 */
import type { Statement, Value } from './steps.js';

/** Rows need no locks where there is one writer. */
const LOCKS = /\bfor (update|share|key share)\b/g;
const EACH = /\beach\((:\w+)\)/g;
const NAME = /(?<![:\w]):([a-zA-Z]\w*)/g;

export function sqliteOf(sql: string): string {
  return sql
    .replaceAll(LOCKS, '')
    .replaceAll(EACH, '(select value as id from json_each($1))')
    .replaceAll('strpos(', 'instr(')
    .replaceAll('chr(', 'char(')
    .replaceAll('json_agg(', 'json_group_array(');
}

export function sqliteValues(values: Statement['values']): Record<string, string | number | null> {
  const bound: Record<string, string | number | null> = {};
  for (const name in values) {
    const value = values[name] as Value;
    bound[name] = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  }
  return bound;
}

export interface Numbered {
  readonly text: string;
  /** Those of $1, $2, … */
  readonly names: readonly string[];
}

export function postgresOf(sql: string): Numbered {
  const names: string[] = [];
  const text = sql.replaceAll(EACH, 'unnest(cast($1 as text[])) as each(id)').replaceAll(NAME, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
}
