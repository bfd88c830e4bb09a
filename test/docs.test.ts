/** The generated pages say what the tables say. After a change to a table: `npm run docs`. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operations } from '#src/process/operations/index.js';
import { pages } from '../scripts/docs.js';

test.each(Object.entries(pages()))('docs/%s is up to date', (name, text) => {
  expect(readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')).toBe(`${text}\n`);
});

test('every operation and every parameter of it is in the page', () => {
  const page = pages()['operations.md'] ?? '';
  for (const operation of operations) {
    const section = page.split('\n## ').find((part) => part.startsWith(`${operation.name}\n`)) ?? '';
    expect(section).toContain(operation.example);
    for (const param of Object.values(operation.params)) expect(section).toContain(param.about);
  }
});
