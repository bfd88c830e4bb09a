import { expect, test } from 'vitest';
import { sqliteOf, sqliteValues } from '#src/store/metadata/dialects.js';
import * as hot from '#src/store/metadata/hot.js';
import { listOf } from '#src/store/metadata/reads.js';
import type { ListQuery } from '#src/store/records.js';
import { newDatabase } from './database.js';

const BUCKET = 'bucket';

async function filled(keys: readonly string[]) {
  const db = await newDatabase();
  db.exec(
    `insert into buckets (name, owner, acl, storage_class, created_at) values ('${BUCKET}', 'o', 'private', 'Standard', 0)`,
  );
  const add = db.prepare(`
    insert into objects (bucket, key, version, size, etag, crc64, type, storage_class, acl, modified_at, headers)
    values ('${BUCKET}', ?, 'v', 0, '', '', 'Normal', '', 'default', 0, '{}')`);
  for (const key of keys) add.run(key);
  return db;
}

/** Step by step, as on PostgreSQL, where others change something meanwhile. */
async function listed(keys: readonly string[], query: Omit<ListQuery, 'bucket'>, removed: readonly string[] = []) {
  const db = await filled(keys);
  const statements: string[] = [];
  const steps = listOf({ bucket: BUCKET, ...query });
  let step = steps.next();
  while (!step.done) {
    const { sql, values, wants } = step.value;
    statements.push(sql);
    if (sql === hot.LIST_NAMED) for (const key of removed) db.prepare('delete from objects where key = ?').run(key);
    const statement = db.prepare(sqliteOf(sql));
    step = steps.next(wants === 'row' ? statement.get(sqliteValues(values)) : statement.all(sqliteValues(values)));
  }
  const { objects, prefixes, next } = step.value;
  return { keys: objects.map(({ key }) => key), prefixes, next, statements };
}

const numbered = (count: number, name: (n: string) => string) =>
  Array.from({ length: count }, (_, n) => name(String(n).padStart(4, '0')));

test('a key that is removed while the page is read leaves the page as full as before', async () => {
  const keys = ['a/1', 'b', 'c', 'd', 'e/1', 'f', 'g'];
  const page = await listed(keys, { delimiter: '/', limit: 4 }, ['c']);
  expect(page).toMatchObject({ keys: ['b', 'd'], prefixes: ['a/', 'e/'], next: 'e/' });
});

test('keys side by side are read as a range, also behind folders, and none of them by its name', async () => {
  const keys = [...numbered(50, (n) => `a${n}/1`), ...numbered(500, (n) => `b${n}`)];
  const { statements, ...page } = await listed(keys, { delimiter: '/', limit: 1000 });
  expect([page.keys.length, page.prefixes.length, page.next]).toEqual([500, 50, undefined]);
  expect(statements).toEqual([hot.LIST, hot.LIST_KEYS, hot.LIST_NAMED, hot.LIST_KEYS, hot.LIST, hot.LIST]);
});

test('behind a page that ended with a folder folders come first: their keys, where they have few', async () => {
  const keys = numbered(300, (n) => `a${n}/1`);
  const { statements, ...page } = await listed(keys, { delimiter: '/', limit: 200, marker: 'a0000/' });
  expect([page.prefixes.length, page.next]).toEqual([200, 'a0200/']);
  expect(statements).toEqual([hot.LIST_KEYS, hot.LIST_KEYS]);
});

test('full folders are walked, and keys side by side behind them are a range', async () => {
  const full = numbered(150, (n) => n).flatMap((folder) => numbered(30, (n) => `a${folder}/${n}`));
  const keys = [...full, ...numbered(100, (n) => `b${n}`)];
  const { statements, ...page } = await listed(keys, { delimiter: '/', limit: 1000, marker: 'a0000/' });
  expect([page.keys.length, page.prefixes.length, page.next]).toEqual([100, 149, undefined]);
  expect(statements).toEqual([hot.LIST_KEYS, hot.LIST_WALK, hot.LIST_WALK, hot.LIST, hot.LIST]);
});

test('a page ends within folders of a few keys, and the next begins behind the last one', async () => {
  const keys = numbered(60, (n) => n).flatMap((n) => [`p/${n}`, `p/${n}/1`, `p/${n}/2`, `p/${n}/3`]);
  const query = { prefix: 'p/', delimiter: '/', limit: 50 };
  const first = await listed(keys, query);
  expect([first.keys.length, first.prefixes.length, first.next]).toEqual([25, 25, 'p/0024/']);
  const second = await listed(keys, { ...query, marker: 'p/0024/' });
  expect([second.keys[0], second.prefixes[0], second.next]).toEqual(['p/0025', 'p/0025/', 'p/0049/']);
  expect(second.statements).toEqual([hot.LIST_KEYS, hot.LIST_NAMED, hot.LIST_KEYS, hot.LIST_NAMED]);
});
