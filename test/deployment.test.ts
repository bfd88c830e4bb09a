/** docs/deployment.md and deploy/ speak of settings that there are, and size machines as docs/scale.md measured them. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTING_NAMES } from '#src/config.js';

const text = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const deployed = readdirSync(new URL('../deploy/', import.meta.url)).map((name) => `deploy/${name}`);

test.each(['docs/deployment.md', ...deployed])('%s names only settings that there are', (name) => {
  const variables = new Set(SETTING_NAMES.map((setting) => `TINTYPE_${setting.toUpperCase().replaceAll('-', '_')}`));
  const named = text(name).match(/\bTINTYPE_[A-Z0-9_]+/g) ?? [];
  expect(named.filter((variable) => !variables.has(variable))).toEqual([]);
  const served = [...text(name).matchAll(/(?:tintype serve|main\.js serve|\[serve)[^`\n\]]*/g)].join(' ');
  const flags = served.match(/(?<=--)[a-z][a-z0-9-]+/g) ?? [];
  const known = new Set<string>([...SETTING_NAMES, 'config']);
  expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
});

/** Milliseconds in the row of one of scale.md's tables: the first number of each cell after the name. */
function costs(row: string): number[] {
  const [, cells = ''] = new RegExp(`^\\| ${row}[^|]*\\|(.+)\\|$`, 'm').exec(text('docs/scale.md')) ?? [];
  return cells.split('|').map((cell) => Number(/[\d.]+/.exec(cell)?.[0]));
}

const LOAD = 0.66;
const SHARES = [
  ['a kept picture, 16 connections', 0.97],
  ['a picture drawn anew', 0.01],
  ['the original, from the source cache', 0.02],
] as const;
const KEPT = 0.97;
/** That a node with a lease asks in a second, while others write. */
const QUESTIONS = 20;

/** Cores for so many requests a second; column 0: SQLite and files, 1: the engines. */
const coresFor = (requests: number, column: 0 | 1) =>
  (requests * SHARES.reduce((sum, [row, share]) => sum + (costs(row)[column] ?? Number.NaN) * share, 0)) / 1000 / LOAD;

/** Of PostgreSQL: where the nodes keep the rows of all kept pictures, and where they keep none. */
function databaseCores(requests: number, nodes: number): readonly number[] {
  const [row = Number.NaN] = costs('the rows that a request begins with');
  const [question = Number.NaN] = costs('a question what has changed');
  const busy = [requests * (1 - KEPT) * row + nodes * QUESTIONS * question, requests * row];
  return busy.map((each) => each / 1000 / LOAD);
}

const ROW =
  /^\| ([\d,]+)(?:, of which a CDN answers (\d+) %)? \| ([\d.]+) \| (\d*)[^|]* \| ?(?:([\d.]+)–([\d.]+) )?\|/gm;

test('the sizing table is the formula of docs/scale.md with what was measured there', () => {
  const [, table = ''] = text('docs/deployment.md').split('## Sizing');
  const rows = [...table.matchAll(ROW)];
  expect(rows.length).toBe(5);
  for (const [, written = '', kept = '0', cores, nodes, ...database] of rows) {
    const requests = Number(written.replaceAll(',', '')) * (1 - Number(kept) / 100);
    const alone = nodes === '';
    expect([written, cores]).toEqual([written, coresFor(requests, alone ? 0 : 1).toFixed(1)]);
    const needed = databaseCores(requests, Number(nodes)).map((each) => each.toFixed(1));
    expect([written, ...database]).toEqual([written, ...(alone ? [undefined, undefined] : needed)]);
  }
});
