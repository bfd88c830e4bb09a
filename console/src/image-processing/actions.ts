/** A chain's text as actions, read as the server reads it, with the tables of the operations. */
import type { OperationTable, ParamRow } from '../api/operations';
import { type Fields, shownValue, writtenValue } from './values';

export interface Action {
  readonly name: string;
  readonly tokens: readonly string[];
}

/** Of the part behind 'image/'. Empty tokens and actions mean nothing. */
export function actionsOf(text: string): readonly Action[] {
  return text
    .split('/')
    .map((part) => {
      const [name = '', ...tokens] = part.split(',');
      return { name, tokens: tokens.filter((token) => token !== '') };
    })
    .filter(({ name, tokens }) => name !== '' || tokens.length > 0);
}

/** The values as a form shows them; undefined: something in them is refused, or no form can show it. */
export function fieldsOf({ tokens }: Action, table: OperationTable): Fields | undefined {
  const { bare, single, params } = table;
  if (single && tokens.length > 1) return undefined;
  const fields: Record<string, string> = {};
  for (const token of tokens) {
    const underscore = token.indexOf('_');
    const key = underscore < 0 ? token : token.slice(0, underscore);
    const keyed = single ? undefined : params.find((row) => row.key === key && key !== bare);
    const unkeyed = single || underscore < 0;
    const row = keyed ?? (unkeyed ? params.find((each) => each.key === bare) : undefined);
    // The server passes over a key that it does not know.
    if (row === undefined && underscore >= 0) continue;
    const shown = row && shownValue(row, keyed ? token.slice(key.length + 1) : token);
    if (row === undefined || shown === undefined) return undefined;
    fields[row.key] = shown;
  }
  return fields;
}

/** 'resize,m_lfit,w_200': of the given keys, in their order. */
export function written(table: OperationTable, fields: Fields, keys: readonly string[] = keysOf(table)): string {
  const tokens = keys.flatMap((key) => {
    const row = table.params.find((each) => each.key === key);
    const value = fields[key] ?? '';
    if (row === undefined || value === '') return [];
    const text = writtenValue(row, value);
    return [key === table.bare ? text : `${key}_${text}`];
  });
  return [table.name, ...tokens].join(',');
}

export function keysOf({ params }: OperationTable): readonly string[] {
  return params.map(({ key }) => key);
}

export function rowOf(table: OperationTable, key: string): ParamRow | undefined {
  return table.params.find((row) => row.key === key);
}
