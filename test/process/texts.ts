/** Values of parameters as texts, made from a table's row: what it must accept, what it must refuse, and in which words. */
import { shownName } from '#src/process/bind.js';
import type { Operation } from '#src/process/operation.js';
import { operations } from '#src/process/operations/index.js';
import type { Param, Profile } from '#src/process/params.js';
import { parseChain } from '#src/process/syntax.js';

export interface Row {
  readonly operation: Operation;
  readonly key: string;
  readonly param: Param;
  readonly profile: Profile;
}

/** The kinds whose values can be told from the row alone. */
const TABLED: readonly Param['kind'][] = ['integer', 'choice', 'color'];

/** Every parameter of every operation, but the words that stand alone and what is encoded in base64. */
export function rowsOf(profile: Profile): Row[] {
  return operations.flatMap((operation) =>
    Object.entries(operation.params)
      .filter(([, param]) => TABLED.includes(param.kind))
      .map(([key, param]) => ({ operation, key, param, profile })),
  );
}

/** The tokens of the operation in its own example, which has everything that it cannot do without. */
export function exampleTokens(operation: Operation): readonly string[] {
  const actions = parseChain(operation.example).pipes.flatMap((pipe) => pipe.actions);
  return actions.find(({ name }) => name === operation.name)?.tokens ?? [];
}

export const isKeyed = ({ operation, key }: Row) => key !== operation.bare;

/** The value in its place; of a key that the example has, too, the last counts. */
export function tokens(row: Row, ...texts: readonly string[]): string[] {
  if (!isKeyed(row)) return [...texts];
  return [...exampleTokens(row.operation), ...texts.map((text) => `${row.key}_${text}`)];
}

/** What the client reads of a refused value: the vendor's sentence, then what would have been accepted. */
export function sentence({ operation, key, param, profile }: Row, text: string): string {
  const characters = [...text];
  const shown = characters.length > 64 ? `${characters.slice(0, 64).join('')}…` : text;
  // The vendor's text for this one mistake has an ending of its own.
  const reason = operation.name === 'quality' && key === operation.bare && !/^-?\d+$/.test(text);
  return `The value: ${shown} of parameter: ${shownName(operation, key)} is invalid.${
    reason ? 'reason:Value must be digit.' : ''
  } Allowed: ${param.allowed(profile)}.`;
}

function ends({ param: { limits }, profile }: Row): { min: number; max: number } | undefined {
  if (!limits) return undefined;
  return { min: limits.min, max: profile === 'current' ? (limits.current ?? limits.max) : limits.max };
}

/** A flag is one digit; every other integer may have zeros in front. */
function isFlag(row: Row): boolean {
  const range = ends(row);
  return range?.min === 0 && range.max === 1 && row.param.parse('01', row.profile) === undefined;
}

export function accepted(row: Row): string[] {
  const range = ends(row);
  if (isFlag(row)) return ['0', '1'];
  if (range) {
    const near = [range.min, range.max, range.min + 1, range.max - 1];
    return [...near.map(String), `00${Math.max(1, range.min)}`, ...(range.min <= 0 ? ['0', '-0'] : [])];
  }
  if (row.param.kind === 'color') return ['000000', 'FFFFFF', 'ffffff', 'Ff6a00', '123456'];
  return [...(row.param.choices ?? []), ...Object.keys(row.param.also ?? {})];
}

/** Just beyond what is accepted. */
export function outside(row: Row): string[] {
  const range = ends(row);
  if (range) {
    const wrapped = [2 ** 31, 2 ** 32 + range.max, -(2 ** 32) + range.max];
    return [range.min - 1, range.max + 1, range.max * 10 + 10, ...wrapped].map(String);
  }
  if (row.param.kind === 'color') return ['FFFFF', 'FFFFFF0', 'FFFFFG', '#FFFFFF', 'FFF', '0xFFFFFF', '-FFFFF'];
  return accepted(row).flatMap((word) => [`${word}x`, word.slice(0, -1) || '_', word.toUpperCase(), ` ${word}`]);
}

/** Of what a person, a program or an attacker writes instead of a number, around a value that would be accepted. */
export function nonsense(row: Row): string[] {
  const [good = ''] = accepted(row);
  const around = [
    ...[` ${good}`, `${good} `, `\t${good}`, `${good}\n`, `\u00a0${good}`, `\ufeff${good}`],
    ...[`\0${good}`, `${good}\0`, `${good}\0.jpg`],
    ...[`%20${good}`, `${good}%00`, percentEncoded(good), percentEncoded(percentEncoded(good))],
    ...[`+${good}`, `--${good}`, `${good}-`, `'${good}'`, `"${good}"`, `${good};`, `=${good}`, `[${good}]`],
    ...[`${good}.0`, `${good}.`, `${good}e0`, `${good}E1`, `${good}px`, `${good}%`, `${good}_${good}`],
    ...[wide(good), `${good}\u0301`],
  ];
  const never = [
    ...['', ' ', '-', '+', '.', '_', '\0', '%', '%00', '%zz', '-1.5', '1.5', '1e1', '-1e1', '.5', '1e400'],
    ...['NaN', 'Infinity', '-Infinity', 'null', 'undefined', 'true', 'abc', 'constructor', '__proto__'],
    ...['٣', '１', '²', '①', '𝟏', '৩', '一', '½', '0x10', '0b1', '0o7', '1n', '1 0', '1;1'],
    ...['9'.repeat(11), '9'.repeat(400), `-${'9'.repeat(20)}`, `0.${'0'.repeat(70)}1`, '🙂'.repeat(70)],
    ...['<&">', '#{1}', '../etc', "' OR 1=1", '\u202e1', '\ud800', '\r\nx-evil: 1'],
  ];
  // A slash separates actions and would end the value.
  return [...new Set([...around, ...never])].filter((text) => !/[,/|]/.test(text));
}

function percentEncoded(text: string): string {
  return [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
}

/** The same characters from the full-width block, which look like digits and letters and are none. */
function wide(text: string): string {
  return [...text].map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)).join('');
}
