/** The generated pages say what the tables say. After a change to a table: `npm run docs`. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageCause } from '#src/errors.js';
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

test('every cause that the code names is in the page', () => {
  const page = pages()['errors.md'] ?? '';
  const folder = new URL('../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const named = sources.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const written = [...text.matchAll(/'(\d{4}-\d{8})'/g)].map(([, cause]) => String(cause));
    return [...written, ...[...text.matchAll(/imageCause\((\d+)\)/g)].map(([, cause]) => imageCause(Number(cause)))];
  });
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].filter((cause) => !page.includes(`\`${cause}\``))).toEqual([]);
});
