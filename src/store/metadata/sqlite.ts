/** Metadata in one SQLite file: reads are prepared and synchronous here, changes go through the writer thread. */
import { open } from 'node:fs/promises';
import { setImmediate as others } from 'node:timers/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import type {
  BucketAcl,
  BucketPage,
  BucketQuery,
  BucketRecord,
  BucketUsage,
  ListedObject,
  ListPage,
  ListQuery,
  ObjectAcl,
  ObjectRecord,
  Rows,
} from '../records.js';
import { StartupError } from '../startup-error.js';
import type { NewStyle, ProcessConfiguration, StyleRecord } from '../style-records.js';
import type {
  CompletedUpload,
  PartPage,
  UploadName,
  UploadPage,
  UploadQuery,
  UploadRecord,
} from '../upload-records.js';
import { openConnection } from './connection.js';
import { HeadCache } from './head-cache.js';
import * as hot from './hot.js';
import { behind, justAfter, later } from './keys.js';
import { NodeSqliteDialect } from './kysely-sqlite.js';
import { pageOf, rangeOf } from './list.js';
import type {
  Appended,
  Compaction,
  MetadataStore,
  NewAppend,
  NewBucket,
  NewPart,
  NewUpload,
  ObjectCommit,
  UploadCompletion,
} from './metadata.js';
import { migrate } from './migrations.js';
import {
  type BucketRow,
  bucketOf,
  bucketOfHead,
  type HeadRow,
  type ListRow,
  objectOf,
  type SegmentRow,
  type StyleRow,
  styleOf,
  styleOfHead,
} from './rows.js';
import type { Schema } from './schema.js';
import { SqliteKeys } from './sqlite-keys.js';
import { STYLES } from './style-sql.js';
import { UploadReads } from './upload-reads.js';
import { type TallyRow, usageOf } from './usage.js';
import { Writer } from './writer.js';

/** Rows of a listing fetched at once: a thousand, scattered over the file, would stop the event loop for 30 ms. */
const LIST_STEP = 100;

export class SqliteMetadata implements MetadataStore {
  readonly keys: SqliteKeys;
  readonly #db: DatabaseSyncInstance;
  readonly #admin: Kysely<Schema>;
  readonly #writer: Writer;
  readonly #uploads: UploadReads;
  readonly #heads = new HeadCache();
  readonly #statements;

  private constructor(db: DatabaseSyncInstance, admin: Kysely<Schema>, path: string) {
    this.#db = db;
    this.#admin = admin;
    this.#uploads = new UploadReads(db);
    this.#writer = new Writer({ path });
    this.keys = new SqliteKeys(db, admin, this.#writer);
    this.#statements = {
      bucket: db.prepare(hot.BUCKET),
      head: db.prepare(hot.HEAD),
      restOfSegments: db.prepare(hot.REST_OF_SEGMENTS),
      list: db.prepare(hot.LIST),
      listFolded: db.prepare(hot.LIST_FOLDED),
      tally: db.prepare(hot.TALLY),
      styles: db.prepare(STYLES),
    };
  }

  /** Makes or updates the database. Throws StartupError for one that is newer or is none. */
  static async open(path: string): Promise<SqliteMetadata> {
    // SQLite gives its WAL the rights of the database file.
    await (await open(path, 'a', 0o600)).close();
    const db = connect(path);
    try {
      const admin = new Kysely<Schema>({ dialect: new NodeSqliteDialect(db) });
      await migrate(admin, path);
      db.exec('pragma query_only = on');
      return new SqliteMetadata(db, admin, path);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  async bucket(name: string): Promise<BucketRecord | undefined> {
    const row: BucketRow | undefined = this.#statements.bucket.get({ name });
    return row && bucketOf(row);
  }

  async buckets({ owner, names, prefix = '', marker = '', limit }: BucketQuery): Promise<BucketPage> {
    const owned = this.#admin.selectFrom('buckets').selectAll().where('owner', '=', owner);
    const rows = await (names === undefined ? owned : owned.where('name', 'in', names))
      .where('name', '>=', marker === '' ? prefix : later(prefix, justAfter(marker)))
      .where('name', '<', behind(prefix))
      .orderBy('name')
      .limit(limit + 1)
      .execute();
    const buckets = rows.slice(0, limit).map(bucketOf);
    const last = buckets.at(-1);
    return { buckets, ...(last && rows.length > limit && { next: last.name }) };
  }

  createBucket(bucket: NewBucket): Promise<{ bucket: BucketRecord; created: boolean }> {
    return this.#changeBucket(this.#writer.run('createBucket', bucket));
  }

  setBucketAcl(name: string, acl: BucketAcl): Promise<void> {
    return this.#changeBucket(this.#writer.run('setBucketAcl', { name, acl }));
  }

  setCacheControl(name: string, cacheControl: string | undefined): Promise<void> {
    return this.#changeBucket(this.#writer.run('setCacheControl', { name, cacheControl: cacheControl ?? null }));
  }

  deleteBucket(name: string): Promise<void> {
    return this.#changeBucket(this.#writer.run('deleteBucket', { name }));
  }

  setProcessConfiguration(name: string, configuration: ProcessConfiguration): Promise<void> {
    return this.#changeBucket(this.#writer.run('setProcessConfiguration', { name, configuration }));
  }

  async head(bucket: string, key: string, style?: string): Promise<Rows> {
    const kept = this.#heads.get(bucket, key);
    if (kept !== undefined && style === undefined) return kept;
    const keptStyle = style === undefined ? undefined : this.#heads.style(bucket, style);
    if (kept !== undefined && keptStyle !== undefined) return { ...kept, style: keptStyle };
    return this.#readHead(bucket, key, style);
  }

  /** In steps, between which others have their turn; a change made meanwhile may be in the page or not. */
  async list(query: ListQuery): Promise<ListPage> {
    const objects: ListedObject[] = [];
    const prefixes: string[] = [];
    let marker = query.marker ?? '';
    for (let left = query.limit; ; await others()) {
      const step = this.#listStep({ ...query, marker, limit: Math.min(left, LIST_STEP) });
      objects.push(...step.objects);
      prefixes.push(...step.prefixes);
      left -= step.objects.length + step.prefixes.length;
      if (step.next === undefined) return { objects, prefixes };
      if (left === 0) return { objects, prefixes, next: step.next };
      marker = step.next;
    }
  }

  commit(commit: ObjectCommit): Promise<void> {
    return this.#changeObject(commit.object, this.#writer.run('commit', commit));
  }

  delete(bucket: string, key: string, at: number): Promise<boolean> {
    return this.#changeObject({ bucket, key }, this.#writer.run('delete', { bucket, key, at }));
  }

  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void> {
    return this.#changeObject({ bucket, key }, this.#writer.run('setObjectAcl', { bucket, key, acl }));
  }

  async usage(bucket: string): Promise<BucketUsage> {
    const classes = await usageOf((after, limit): TallyRow[] => this.#statements.tally.all({ bucket, after, limit }));
    return { classes, uploads: this.#uploads.count(bucket) };
  }

  append(append: NewAppend): Promise<Appended> {
    return this.#changeObject(append.object, this.#writer.run('append', append));
  }

  compact(compaction: Compaction): Promise<boolean> {
    return this.#changeObject(compaction, this.#writer.run('compact', compaction));
  }

  initiateUpload(upload: NewUpload): Promise<void> {
    return this.#writer.run('initiateUpload', upload);
  }

  async upload(name: UploadName): Promise<UploadRecord> {
    return this.#uploads.upload(name);
  }

  async parts(name: UploadName, after: number, limit: number): Promise<PartPage> {
    return this.#uploads.parts(name, after, limit);
  }

  putPart(part: NewPart): Promise<void> {
    return this.#writer.run('putPart', part);
  }

  completeUpload(completion: UploadCompletion): Promise<CompletedUpload> {
    return this.#changeObject(completion.upload, this.#writer.run('completeUpload', completion));
  }

  abortUpload(upload: UploadName, at: number): Promise<void> {
    return this.#writer.run('abortUpload', { upload, at });
  }

  async uploads(query: UploadQuery): Promise<UploadPage> {
    return this.#uploads.list(query);
  }

  putStyle(style: NewStyle): Promise<void> {
    return this.#changeStyle(style, this.#writer.run('putStyle', style));
  }

  async styles(bucket: string): Promise<readonly StyleRecord[]> {
    const rows: StyleRow[] = this.#statements.styles.all({ bucket });
    return rows.map(styleOf);
  }

  removeStyle(bucket: string, name: string): Promise<void> {
    return this.#changeStyle({ bucket, name }, this.#writer.run('removeStyle', { bucket, name }));
  }

  saveFacts({ bucket, key, version }: ObjectRecord, facts: string): Promise<void> {
    return this.#changeObject({ bucket, key }, this.#writer.run('saveFacts', { bucket, key, version, facts }));
  }

  async unknownBlobs(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#admin.selectFrom('blobs').select('id').where('id', 'in', ids).execute();
    const known = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  }

  doomUnknown(ids: readonly string[], at: number): Promise<void> {
    return this.#writer.run('doomUnknown', { ids, at });
  }

  async doomedBlobs(until: number, limit: number): Promise<readonly string[]> {
    const rows = await this.#admin
      .selectFrom('blobs')
      .select('id')
      .where('state', '=', 'doomed')
      .where('doomed_at', '<=', until)
      .orderBy('doomed_at')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  forgetBlobs(ids: readonly string[]): Promise<void> {
    return this.#writer.run('forgetBlobs', { ids });
  }

  async close(): Promise<void> {
    await this.#writer.close();
    try {
      // SQLite does this when the last connection closes, but a connection with statements closes when they are collected.
      this.#db.exec('pragma query_only = off; pragma wal_checkpoint(truncate)');
    } catch {
      // A full disk, or a reader from outside: the WAL stays, and is read at the next start.
    } finally {
      this.#db.close();
    }
  }

  /** Also when it failed: a change that was rejected may be there all the same (Writer.run). */
  async #changeBucket<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#heads.clear();
    }
  }

  async #changeObject<T>({ bucket, key }: { bucket: string; key: string }, change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#heads.forget(bucket, key);
    }
  }

  async #changeStyle({ bucket, name }: { bucket: string; name: string }, change: Promise<void>): Promise<void> {
    try {
      await change;
    } finally {
      this.#heads.forgetStyle(bucket, name);
    }
  }

  #listStep(query: ListQuery): ListPage {
    const { bucket, prefix = '', delimiter = '', limit } = query;
    if (limit === 0 || prefix.includes('\0')) return { objects: [], prefixes: [] };
    const range = { bucket, ...rangeOf(query), limit: limit + 1 };
    if (delimiter === '' || delimiter.includes('\0')) return pageOf(query, this.#statements.list.all(range));
    const rows: ListRow[] = this.#statements.listFolded.all({
      ...range,
      delimiter,
      behind: behind(delimiter),
      start: Array.from(prefix).length + 1,
    });
    return pageOf(query, rows);
  }

  #readHead(bucket: string, key: string, style: string | undefined): Rows {
    const row: HeadRow | undefined = this.#statements.head.get({ bucket, key, style: style ?? null });
    if (!row) return {};
    const found = styleOfHead(row);
    if (found !== undefined) this.#heads.setStyle(bucket, found);
    const named = found !== undefined && { style: found };
    if (row.version === null) return { bucket: bucketOfHead(row), ...named };
    if (row.length < row.size) return { ...this.#headOfMany(bucket, key), ...named };
    const head = { bucket: bucketOfHead(row), object: objectOf(bucket, key, row, []) };
    this.#heads.set(bucket, key, head);
    return { ...head, ...named };
  }

  /** An object of several segments takes two queries, between which the writer may replace it: one snapshot for both. */
  #headOfMany(bucket: string, key: string): { bucket?: BucketRecord; object?: ObjectRecord } {
    this.#db.exec('begin');
    try {
      const row: HeadRow | undefined = this.#statements.head.get({ bucket, key, style: null });
      if (!row) return {};
      if (row.version === null) return { bucket: bucketOfHead(row) };
      const rest: SegmentRow[] = this.#statements.restOfSegments.all({ version: row.version });
      return { bucket: bucketOfHead(row), object: objectOf(bucket, key, row, rest) };
    } finally {
      this.#db.exec('commit');
    }
  }
}

function connect(path: string): DatabaseSyncInstance {
  try {
    return openConnection(path);
  } catch (error) {
    throw new StartupError(`${path} cannot be opened: ${(error as Error).message}.`, { cause: error });
  }
}
