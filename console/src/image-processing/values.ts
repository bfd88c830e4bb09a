/** One value of a parameter, between how a chain writes it and how a form shows it. */
import type { ParamRow } from '../api/operations';
import { decoded, encoded } from './base64';

/** Texts by the key of their parameter; '' or absent: not written, so the default holds. */
export type Fields = Readonly<Record<string, string>>;

/** A switch written 0 or 1. */
export function isSwitch({ kind, min, max }: ParamRow): boolean {
  return kind === 'integer' && min === 0 && max === 1;
}

/** As a form shows it; undefined: the table does not allow it. */
export function shownValue(row: ParamRow, written: string): string | undefined {
  switch (row.kind) {
    case 'integer':
      return integerIn(row, written);
    case 'choice':
      return row.choices?.includes(written) ? written : row.also?.[written];
    case 'color':
      return colorIn(written);
    case 'base64': {
      if (row.choices?.includes(written)) return written;
      const text = decoded(written);
      return text !== '' && (row.choices === undefined || row.choices.includes(text ?? '')) ? text : undefined;
    }
    case 'word':
      return undefined;
  }
}

/** As a chain writes what a form shows. */
export function writtenValue({ kind }: ParamRow, shown: string): string {
  return kind === 'base64' ? encoded(shown) : shown;
}

function integerIn({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: ParamRow, text: string) {
  if (!/^-?\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? String(value + 0) : undefined;
}

/** RRGGBB, also as the base64 of #RRGGBB. */
function colorIn(text: string): string | undefined {
  const inside = decoded(text);
  const digits = inside?.startsWith('#') ? inside.slice(1) : text;
  return /^[0-9a-f]{6}$/i.test(digits) ? digits.toUpperCase() : undefined;
}
