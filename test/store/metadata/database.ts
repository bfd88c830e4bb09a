/** A database in memory with the tables, for tests of single statements and transactions. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { NodeSqliteDialect } from '#src/store/metadata/kysely-sqlite.js';
import { migrate } from '#src/store/metadata/migrations.js';
import type { Schema } from '#src/store/metadata/schema.js';
import type { ObjectRecord } from '#src/store/records.js';

export async function newDatabase(): Promise<DatabaseSyncInstance> {
  const db = new DatabaseSync(':memory:');
  await migrate(new Kysely<Schema>({ dialect: new NodeSqliteDialect(db) }), 'memory');
  return db;
}

export const blobId = (n: number): string => n.toString(16).padStart(32, '0');

/** An object whose segments are these blobs of ten bytes each. */
export function objectOf(key: string, version: string, blobs: readonly string[]): ObjectRecord {
  return {
    bucket: 'bucket',
    key,
    version,
    size: 10 * blobs.length,
    etag: '0'.repeat(32),
    crc64: '0',
    type: 'Normal',
    storageClass: 'Standard',
    acl: 'default',
    modifiedAt: 1_700_000_000_000,
    headers: {},
    segments: blobs.map((blob) => ({ blob, offset: 0, length: 10, whole: true })),
  };
}

export const blobOf = (id: string) => ({ id, size: 10, md5: '0'.repeat(32), crc64: '0' });
