/** What can stand at a place in a chain, from the tables of the operations. Pure. */
import type { OperationTable, ParamRow } from '../api/operations';
import { isSwitch } from './values';

export interface Proposal {
  /** What is put in. */
  readonly text: string;
  readonly about: string;
}

export interface Completion {
  /** What it replaces: from here up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly proposals: readonly Proposal[];
}

const SEPARATOR = /[/|,]/;

export function completionAt(text: string, caret: number, operations: readonly OperationTable[]): Completion {
  const from = lastIndex(text, SEPARATOR, caret) + 1;
  const next = text.slice(caret).search(SEPARATOR);
  const to = next < 0 ? text.length : caret + next;
  const typed = text.slice(from, caret);
  const pipe = text.lastIndexOf('|', from - 1) + 1;
  const place = text[from - 1];
  const all =
    from === pipe
      ? [{ text: 'image/', about: '' }]
      : place === ','
        ? valuesAt(text.slice(lastIndex(text, /[/|]/, from) + 1, from), typed, operations)
        : operations.map((table) => actionOf(table));
  return {
    from,
    to,
    proposals: all.filter((each) => each.text.startsWith(typed) && each.text !== text.slice(from, to)),
  };
}

function actionOf({ name, params, about }: OperationTable): Proposal {
  return { text: params.some(({ kind }) => kind !== 'word') ? `${name},` : name, about };
}

/** @param before the action up to where the value begins: 'resize,w_1,' */
function valuesAt(before: string, typed: string, operations: readonly OperationTable[]): readonly Proposal[] {
  const [name, ...given] = before.split(',').slice(0, -1);
  const table = operations.find((each) => each.name === name);
  if (table === undefined) return [];
  const has = (key: string) => given.some((token) => token === key || token.startsWith(`${key}_`));
  return table.params.flatMap((row) => {
    if (row.kind === 'word') return has(row.key) ? [] : [{ text: row.key, about: row.about }];
    if (row.key === table.bare) return given.length === 0 ? valuesOf(row, '') : [];
    if (has(row.key)) return [];
    const key = `${row.key}_`;
    if (typed.startsWith(key)) return valuesOf(row, key);
    return [{ text: key, about: `${row.about} ${sentence(row.allowed)}` }];
  });
}

function valuesOf(row: ParamRow, key: string): readonly Proposal[] {
  if (row.kind === 'base64') return [];
  const values = row.choices ?? (isSwitch(row) ? ['0', '1'] : []);
  return values.map((value) => ({ text: key + value, about: row.about }));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[\p{Script=Han}）]$/u.test(text) ? '。' : '.'}`;
}

/** Of the last match that begins before `end`; -1: there is none. */
function lastIndex(text: string, pattern: RegExp, end: number): number {
  for (let index = end - 1; index >= 0; index--) if (pattern.test(text.charAt(index))) return index;
  return -1;
}
