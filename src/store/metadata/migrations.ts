/** The schema, step by step. A step that was released is never changed: a change is a new step. */
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { StartupError } from '../startup-error.js';
import { createChanges } from './change-rows.js';
import { createLeases } from './lease-rows.js';
import type { Schema } from './schema.js';

type Migration = (db: Kysely<Schema>) => Promise<void>;

const MIGRATIONS: readonly Migration[] = [
  createTables,
  addCacheControl,
  createUploads,
  createStyles,
  createKeys,
  addSymlinks,
  createIdentity,
  addCors,
  addChannels,
  addReferer,
  createDomains,
  addTemporaryKeys,
  addTags,
  addLinkOfStranger,
  createLifecycles,
  createQuotas,
  addWebsite,
  createChanges,
  createLeases,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings a database up to date, in one transaction. `where` is the database's name in the refusal of a newer one. */
export async function migrate(db: Kysely<Schema>, where: string): Promise<void> {
  const version = await versionOf(db);
  if (version > SCHEMA_VERSION) {
    throw new StartupError(
      `${where} was written by a newer Tintype (schema ${version}, this one knows up to ${SCHEMA_VERSION}): update Tintype.`,
    );
  }
  if (version === SCHEMA_VERSION) return;
  await db.transaction().execute(async (transaction) => {
    for (const step of MIGRATIONS.slice(version)) await step(transaction);
    await transaction.deleteFrom('schema_version').execute();
    await transaction.insertInto('schema_version').values({ version: SCHEMA_VERSION }).execute();
  });
}

/** For a program that shares the database with the one that keeps it up to date. */
export async function checkSchema(db: Kysely<Schema>, where: string): Promise<void> {
  const version = await versionOf(db);
  if (version === SCHEMA_VERSION) return;
  throw new StartupError(
    `${where} is of another Tintype (schema ${version}, this one knows ${SCHEMA_VERSION}): use the version that serves it.`,
  );
}

async function versionOf(db: Kysely<Schema>): Promise<number> {
  await db.schema
    .createTable('schema_version')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute();
  const row = await db.selectFrom('schema_version').select('version').executeTakeFirst();
  return row?.version ?? 0;
}

async function createTables(db: Kysely<Schema>): Promise<void> {
  await createBuckets(db);
  await createObjects(db);
  await createBlobs(db);
}

async function createBuckets(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('buckets')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('acl', 'text', (column) => column.notNull())
    .addColumn('storage_class', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('buckets_of_owner').on('buckets').columns(['owner', 'name']).execute();
}

async function addCacheControl(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('cache_control', 'text').execute();
}

async function createUploads(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('uploads')
    .addColumn('bucket', 'text', (column) => column.notNull().references('buckets.name'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('initiated_at', 'bigint', (column) => column.notNull())
    .addColumn('headers', 'text', (column) => column.notNull())
    .addColumn('acl', 'text')
    .addColumn('storage_class', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('uploads_key', ['bucket', 'key', 'id'])
    .execute();
  await db.schema
    .createTable('parts')
    .addColumn('upload', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('md5', 'text', (column) => column.notNull())
    .addColumn('crc64', 'text', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('parts_of_upload', ['upload', 'number'])
    .execute();
}

async function createStyles(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('process_configuration', 'text').execute();
  await db.schema
    .createTable('styles')
    // Styles are no content: an empty bucket that has some can be deleted, and they go with it.
    .addColumn('bucket', 'text', (column) => column.notNull().references('buckets.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('styles_of_bucket', ['bucket', 'name'])
    .execute();
}

async function createKeys(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('access_keys')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('read_only', 'integer', (column) => column.notNull())
    .addColumn('buckets', 'text')
    .addColumn('note', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute();
}

async function addSymlinks(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('objects').addColumn('links_to', 'text').execute();
}

async function addCors(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('cors', 'text').execute();
}

async function addChannels(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('channel', 'text').execute();
}

async function addReferer(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('referer', 'text').execute();
}

async function createDomains(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('domains')
    .addColumn('domain', 'text', (column) => column.primaryKey().notNull())
    .addColumn('bucket', 'text', (column) => column.notNull().references('buckets.name').onDelete('cascade'))
    .addColumn('bound_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('domains_of_bucket').on('domains').column('bucket').execute();
}

async function addTemporaryKeys(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('access_keys').addColumn('parent', 'text').execute();
  await db.schema.alterTable('access_keys').addColumn('expires_at', 'bigint').execute();
  await db.schema.alterTable('access_keys').addColumn('token', 'text').execute();
}

async function addTags(db: Kysely<Schema>): Promise<void> {
  for (const table of ['buckets', 'objects', 'uploads'] as const) {
    await db.schema.alterTable(table).addColumn('tags', 'text').execute();
  }
}

async function addLinkOfStranger(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('objects').addColumn('link_of_stranger', 'integer').execute();
}

async function createLifecycles(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('lifecycle', 'text').execute();
  await db.schema
    .createTable('lifecycles')
    .addColumn('bucket', 'text', (column) =>
      column.primaryKey().notNull().references('buckets.name').onDelete('cascade'),
    )
    .addColumn('stamp', 'text', (column) => column.notNull())
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('passed', 'bigint', (column) => column.notNull())
    .addColumn('began', 'bigint', (column) => column.notNull())
    .addColumn('cursor', 'text', (column) => column.notNull())
    .execute();
}

async function createQuotas(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('quota', 'bigint').execute();
  await db.schema
    .createTable('quotas')
    .addColumn('bucket', 'text', (column) =>
      column.primaryKey().notNull().references('buckets.name').onDelete('cascade'),
    )
    .addColumn('used', 'bigint', (column) => column.notNull())
    .addColumn('counted', 'text', (column) => column.notNull())
    .addColumn('complete', 'integer', (column) => column.notNull())
    .execute();
}

async function addWebsite(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('buckets').addColumn('website', 'text').execute();
}

async function createIdentity(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('identity')
    .addColumn('id', 'text', (column) => column.notNull())
    .execute();
  await db.insertInto('identity').values({ id: randomUUID() }).execute();
}

async function createObjects(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('objects')
    .addColumn('bucket', 'text', (column) => column.notNull().references('buckets.name'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('crc64', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('storage_class', 'text', (column) => column.notNull())
    .addColumn('acl', 'text', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addColumn('headers', 'text', (column) => column.notNull())
    .addColumn('facts', 'text')
    .addPrimaryKeyConstraint('objects_key', ['bucket', 'key'])
    .execute();
}

async function createBlobs(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('blobs')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('size', 'bigint')
    .addColumn('md5', 'text')
    .addColumn('crc64', 'text')
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('live', 'doomed')`))
    .addColumn('doomed_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('blobs_doomed')
    .on('blobs')
    .column('doomed_at')
    .where(sql<boolean>`state = 'doomed'`)
    .execute();
  await db.schema
    .createTable('segments')
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('blob', 'text', (column) => column.notNull().references('blobs.id'))
    .addColumn('offset', 'bigint', (column) => column.notNull())
    .addColumn('length', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('segments_of_version', ['version', 'n'])
    .execute();
  await db.schema.createIndex('segments_of_blob').on('segments').column('blob').execute();
}
