import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { sqliteOf } from '#src/store/metadata/dialects.js';
import * as hot from '#src/store/metadata/hot.js';
import { newDatabase } from './database.js';

const FOLDERS = 4;
const KEYS_PER_FOLDER = 25_000;

describe('a listing of a hundred thousand keys', () => {
  let db: DatabaseSyncInstance;

  beforeAll(async () => {
    db = await newDatabase();
    db.exec(`
      insert into buckets (name, owner, acl, storage_class, created_at) values ('bucket', 'owner', 'private', 'Standard', 0);
      with recursive n (n) as (select 0 union all select n + 1 from n where n < ${FOLDERS * KEYS_PER_FOLDER - 1})
      insert into objects (bucket, key, version, size, etag, crc64, type, storage_class, acl, modified_at, headers)
      select 'bucket', printf('folder-%d/%06d', n / ${KEYS_PER_FOLDER}, n), n, 0, '', '', 'Normal', '', 'default', 0, '{}' from n`);
  });

  /** Every key that the query touches goes through instr, so counting its calls counts the steps. */
  const countSteps = (query: Record<string, string | number>) => {
    let calls = 0;
    db.function('instr', (text: string, part: string) => {
      calls++;
      return text.indexOf(part) + 1;
    });
    const { keys }: { keys: string } = db.prepare(sqliteOf(hot.LIST_WALK)).get({
      bucket: 'bucket',
      from: '',
      before: '\u{10FFFF}',
      start: 1,
      delimiter: '/',
      behind: '0',
      ...query,
    });
    return { calls, keys: JSON.parse(keys) };
  };

  test('takes one step per folder, however full they are', () => {
    const { calls, keys } = countSteps({ limit: 1001 });
    expect(keys).toEqual(['folder-0/000000', 'folder-1/025000', 'folder-2/050000', 'folder-3/075000']);
    expect(calls).toBeLessThanOrEqual(FOLDERS * 2);
  });

  test('takes no step beyond the page', () => {
    const inside = { from: 'folder-1/', before: 'folder-10', start: 'folder-1/'.length + 1 };
    const { calls, keys } = countSteps({ ...inside, limit: 11 });
    expect(keys).toHaveLength(11);
    expect(calls).toBeLessThanOrEqual(11 * 2);
  });

  test.each([
    ['a page', hot.LIST, 'SEARCH objects USING INDEX', ' AND key<?'],
    ['a range of keys', hot.LIST_KEYS, 'SEARCH objects USING COVERING INDEX', ' AND key<?'],
    ['a folded page', hot.LIST_WALK, 'SEARCH objects USING COVERING INDEX', ''],
  ])('%s searches the index of the primary key and sorts nothing', (_, sql, search, end) => {
    const plan: { detail: string }[] = db.prepare(`explain query plan ${sqliteOf(sql)}`).all({});
    const details = plan.map(({ detail }) => detail);
    expect(details.filter((detail) => /SCAN (objects|o)\b/.test(detail))).toEqual([]);
    expect(details).toContainEqual(
      expect.stringContaining(`${search} sqlite_autoindex_objects_1 (bucket=? AND key>?${end})`),
    );
    if (sql === hot.LIST) expect(details).toHaveLength(1);
  });

  test('head searches every table by its key', () => {
    const plan: { detail: string }[] = db.prepare(`explain query plan ${sqliteOf(hot.HEAD)}`).all({});
    expect(plan).toHaveLength(5);
    for (const { detail } of plan) expect(detail).toMatch(/^SEARCH /);
  });
});
