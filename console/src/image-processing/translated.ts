/** The tables of the operations in the language that is shown. The server's own is English. */
import type { OperationTable, ParamRow } from '../api/operations';
import type { OperationTexts } from '../texts/operations';

/** @param texts undefined: as the server says it. What is not in them stays so, too. */
export function translated(
  operations: readonly OperationTable[],
  texts: OperationTexts | undefined,
): readonly OperationTable[] {
  if (texts === undefined) return operations;
  return operations.map((table) => {
    const { about = table.about, params = {} } = texts.operations[table.name] ?? {};
    const rows = table.params.map((row) => ({
      ...row,
      about: params[row.key] ?? row.about,
      allowed: allowedIn(row, texts.allowed),
    }));
    return { ...table, about, params: rows };
  });
}

function allowedIn(row: ParamRow, words: OperationTexts['allowed']): string {
  const { kind, min, max, allowed } = row;
  const choices = row.choices?.join(', ');
  switch (kind) {
    case 'integer':
      return min === undefined || max === undefined ? allowed : words.integer(min, max);
    case 'choice':
      return choices === undefined ? allowed : words.oneOf(choices);
    case 'base64':
      return words.encoded(choices);
    case 'color':
      return words.color(allowed.includes('base64'));
    case 'word':
      return words.word;
  }
}
