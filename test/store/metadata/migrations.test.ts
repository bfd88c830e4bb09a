/** Databases of every schema that there was become what this program makes, and lose nothing. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { NodeSqliteDialect } from '#src/store/metadata/kysely-sqlite.js';
import { migrate, SCHEMA_VERSION } from '#src/store/metadata/migrations.js';
import type { Schema } from '#src/store/metadata/schema.js';
import { newDatabase } from './database.js';

/** Schema 1 as it was written to disks: not to be changed with the program. */
const FIRST = `
  create table schema_version (version integer not null);
  insert into schema_version values (1);
  create table buckets (name text not null primary key, owner text not null, acl text not null,
    storage_class text not null, created_at bigint not null);
  create index buckets_of_owner on buckets (owner, name);
  create table objects (bucket text not null references buckets (name), key text not null, version text not null,
    size bigint not null, etag text not null, crc64 text not null, type text not null, storage_class text not null,
    acl text not null, modified_at bigint not null, headers text not null, facts text,
    constraint objects_key primary key (bucket, key));
  create table blobs (id text not null primary key, size bigint, md5 text, crc64 text,
    state text not null check (state in ('live', 'doomed')), doomed_at bigint);
  create index blobs_doomed on blobs (doomed_at) where state = 'doomed';
  create table segments (version text not null, n integer not null, blob text not null references blobs (id),
    "offset" bigint not null, length bigint not null, constraint segments_of_version primary key (version, n));
  create index segments_of_blob on segments (blob)`;

const CONTENT = `
  insert into buckets values ('bucket', 'owner', 'public-read', 'Standard', 17);
  insert into objects values ('bucket', 'key', 'v', 4, 'E', '7', 'Normal', 'IA', 'default', 18, '{"a":"b"}', '{}');
  insert into blobs values ('b', 4, 'E', '7', 'live', null), ('d', null, null, null, 'doomed', 19);
  insert into segments values ('v', 0, 'b', 0, 4)`;

let db: DatabaseSyncInstance;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
});

const run = () => migrate(new Kysely<Schema>({ dialect: new NodeSqliteDialect(db) }), 'test.db');
const versions = () =>
  db
    .prepare('select version from schema_version')
    .all()
    .map(({ version }) => version);

/** Tables, columns, keys and indexes, however they came about. */
function shapeOf(of: DatabaseSyncInstance): unknown {
  const names = of.prepare('select type, name from sqlite_schema where sql is not null order by name').all();
  return names.map(({ type, name }) => {
    const pragmas = type === 'table' ? ['table_info', 'foreign_key_list'] : ['index_info'];
    return [name, pragmas.map((pragma) => of.prepare(`pragma ${pragma}('${name}')`).all())];
  });
}

test('the first schema becomes today’s, with its content', async () => {
  db.exec(FIRST);
  db.exec(CONTENT);
  const tables = ['buckets', 'objects', 'blobs', 'segments'];
  const before = tables.map((table) => db.prepare(`select * from ${table}`).all());
  await run();
  expect(versions()).toEqual([SCHEMA_VERSION]);
  expect(shapeOf(db)).toEqual(shapeOf(await newDatabase()));
  tables.forEach((table, n) => {
    expect(db.prepare(`select * from ${table}`).all()).toMatchObject(before[n] ?? []);
  });
});

test('what is up to date is left alone', async () => {
  await run();
  db.exec(
    CONTENT.replace('17)', '17, null, null, null, null, null, null, null, null, null)').replace(
      "'{}')",
      "'{}', null, null, null)",
    ),
  );
  await run();
  expect(versions()).toEqual([SCHEMA_VERSION]);
  expect(db.prepare('select key from objects').all()).toMatchObject([{ key: 'key' }]);
});

test('a step that fails leaves the schema before it, and can be made again', async () => {
  db.exec(FIRST);
  db.exec('alter table buckets rename to elsewhere');
  await expect(run()).rejects.toThrow('no such table: buckets');
  expect(versions()).toEqual([1]);
  db.exec('alter table elsewhere rename to buckets');
  await run();
  expect(versions()).toEqual([SCHEMA_VERSION]);
});
