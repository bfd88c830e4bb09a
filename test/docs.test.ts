/** The generated pages say what the tables say. After a change to a table: `npm run docs`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageCause } from '#src/errors.js';
import { operations } from '#src/process/operations/index.js';
import { snapshot } from '#src/process/video/snapshot.js';
import { pages } from '../scripts/docs.js';
import { SAMPLES } from '../scripts/pictures.js';

test.each(Object.entries(pages()))('docs/%s is up to date', (name, text) => {
  const page = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
  expect(page, `docs/${name} is not what the tables say: npm run docs writes it anew`).toBe(`${text}\n`);
});

test('every operation and every parameter of it is in the page', () => {
  const page = pages()['operations.md'] ?? '';
  for (const operation of operations) {
    const section = page.split('\n## ').find((part) => part.startsWith(`${operation.name}\n`)) ?? '';
    expect(section).toContain(operation.example);
    for (const param of Object.values(operation.params)) expect(section).toContain(param.about);
  }
  for (const { about } of [snapshot, ...Object.values(snapshot.params)]) expect(page).toContain(about);
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

const root = (name: string) => new URL(`../${name}`, import.meta.url);

const LINKING = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'console/README.md'],
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(root(folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

test.each(LINKING)('everything that %s links to is there, headings too', (page) => {
  const links = [...proseOf(root(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target));
  const local = links.filter((target) => !/^https?:/.test(target)).map((target) => new URL(target, root(page)));
  expect(local.filter((target) => !leadsSomewhere(target)).map(String)).toEqual([]);
});

function leadsSomewhere(target: URL): boolean {
  if (!existsSync(target)) return false;
  return target.hash === '' || anchorsOf(target).includes(target.hash.slice(1));
}

/** As GitHub makes them of headings. */
function anchorsOf(page: URL): readonly string[] {
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => String(heading).toLowerCase());
  return headings.map((heading) => heading.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-'));
}

function proseOf(page: URL): string {
  return readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '');
}

test('the pictures of the README stand above the chains that made them, and are light', () => {
  const page = readFileSync(root('README.md'), 'utf8');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const at = rows.findIndex((cells) => cells.some((cell) => cell.includes('docs/pictures/')));
  const shown = rows[at]?.map((cell, column) => [/docs\/pictures\/([^)]+)/.exec(cell)?.[1], rows[at + 1]?.[column]]);
  expect(shown?.filter(([file]) => file !== undefined)).toEqual(
    SAMPLES.map(({ file, chain }) => [file, `\`${chain}\``]),
  );
  const sizes = SAMPLES.map(({ file }) => statSync(root(`docs/pictures/${file}`)).size);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(60 * 1024);
});
