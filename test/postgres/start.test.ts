/** Which databases are taken, and which are refused in one line. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '#src/store/metadata/migrations.js';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { ObjectStore } from '#src/store/objects.js';
import { openKeys } from '#src/store/open-keys.js';
import { StartupError } from '#src/store/startup-error.js';
import { freePort } from '../../scripts/free-port.js';
import { bodyOf } from '../contract/bodies.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();
const rows = async (sql: string, url: string) => (await postgres().query(sql, url)).rows;

/** The line of a refusal. */
async function refusal(url: string): Promise<string> {
  const failure = await PostgresMetadata.open(url).catch((error) => error);
  expect(failure).toBeInstanceOf(StartupError);
  expect(failure.setting).toBe('metadata');
  expect(failure.message).not.toContain('\n');
  expect(failure.message).not.toContain(new URL(url).password);
  return failure.message;
}

describe('a database', () => {
  test('that nobody answers for', async () => {
    const port = await freePort();
    const line = await refusal(`postgres://tintype:hidden@127.0.0.1:${port}/tintype?application_name=x`);
    expect(line).toBe(
      `postgres://tintype@127.0.0.1:${port}/tintype cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}.`,
    );
  });

  test('that is not there, or not for this password', async () => {
    expect(await refusal(postgres().url('nowhere'))).toContain('database "nowhere" does not exist');
    const url = new URL(postgres().url());
    url.password = 'mistaken';
    expect(await refusal(url.href)).toContain('password authentication failed');
  });

  test('that is not UTF-8', async () => {
    await postgres().query(
      "create database ascii encoding 'SQL_ASCII' template template0 locale_provider libc locale 'C'",
    );
    expect(await refusal(postgres().url('ascii'))).toMatch(
      /has the encoding SQL_ASCII: create it with the encoding UTF8\.$/,
    );
  });

  test('of a newer program', async () => {
    const url = await postgres().newDatabase();
    const newer = SCHEMA_VERSION + 1;
    await rows(`create table schema_version (version int); insert into schema_version values (${newer})`, url);
    expect(await refusal(url)).toContain(`was written by a newer Tintype (schema ${newer}`);
  });

  test('of an older program is left to the server that keeps it up to date', async () => {
    const url = await postgres().newDatabase();
    await expect(openKeys('/nowhere', url)).rejects.toThrow(/is of another Tintype \(schema 0/);
    await (await PostgresMetadata.open(url)).close();
    const opened = await openKeys('/nowhere', url);
    const { id } = await opened.keys.create({ account: 'ann' });
    expect(await opened.keys.find(id)).toMatchObject({ account: 'ann' });
    await opened.close();
  });

  test('that several nodes find empty at once is set up once', async () => {
    const url = await postgres().newDatabase();
    const nodes = await Promise.all(Array.from({ length: 6 }, () => PostgresMetadata.open(url)));
    expect(new Set(await Promise.all(nodes.map((node) => node.identity()))).size).toBe(1);
    expect(await rows('select version from schema_version', url)).toEqual([{ version: SCHEMA_VERSION }]);
    await Promise.all(nodes.map((node) => node.close()));
  });

  test('compares every text byte by byte, whatever its language', async () => {
    const url = await postgres().newDatabase();
    await (await PostgresMetadata.open(url)).close();
    const columns = `select table_name, column_name, collation_name from information_schema.columns
      where table_schema = 'public' and data_type = 'text'`;
    const found = await rows(columns, url);
    expect(found.length).toBeGreaterThan(30);
    expect(found.filter(({ collation_name }) => collation_name !== 'C')).toEqual([]);
  });

  test('with a number that a double cannot hold, or a text with U+0000 asked of it', async () => {
    const url = await postgres().newDatabase();
    const metadata = await PostgresMetadata.open(url);
    await metadata.createBucket({ name: 'bucket', owner: 'owner', createdAt: 2 ** 53 - 1 });
    expect((await metadata.bucket('bucket'))?.createdAt).toBe(2 ** 53 - 1);
    await rows('update buckets set created_at = 9007199254740993', url);
    await expect(metadata.bucket('bucket')).rejects.toThrow('9007199254740993 is no whole number below 2^53');
    await expect(metadata.keys.list('a\0')).rejects.toMatchObject({ code: 'InvalidArgument' });
    await metadata.close();
  });
});

describe('a data directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tintype-data-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const start = async (metadata?: string) =>
    (await ObjectStore.open({ directory, ...(metadata !== undefined && { metadata }) })).close();
  const FOREIGN = /belongs to another metadata database/;
  const MISSING = expect.stringMatching(/^is missing: .+ Name the PostgreSQL database it began with/);

  test('stays with its database: no other one would know its files, and so remove them', async () => {
    const [first, second] = [await postgres().newDatabase(), await postgres().newDatabase()];
    await start(first);
    await expect(start(second)).rejects.toThrow(FOREIGN);
    await expect(start(second)).rejects.toMatchObject({ setting: 'metadata' });
    await expect(start(second)).rejects.not.toThrow(new URL(second).password);
    await expect(start()).rejects.toMatchObject({ setting: 'metadata', message: MISSING });
    await expect(openKeys(directory)).rejects.toMatchObject({ setting: 'metadata', message: MISSING });
    await start(first);
  });

  test('that is new is not given to a database whose objects have their bytes elsewhere', async () => {
    const url = await postgres().newDatabase();
    const store = await ObjectStore.open({ directory, metadata: url });
    await store.createBucket({ name: 'bucket', owner: 'owner' });
    await store.put('bucket', 'key', bodyOf('body'), { headers: {} });
    await store.close();
    const other = await mkdtemp(join(tmpdir(), 'tintype-data-'));
    const refused = ObjectStore.open({ directory: other, metadata: url });
    await expect(refused).rejects.toThrow(/knows objects whose bytes are in another data directory/);
    await expect(refused).rejects.toMatchObject({ setting: 'metadata' });
    await rm(other, { recursive: true });
    await start(url);
  });

  test('with SQLite is not taken to PostgreSQL', async () => {
    const url = await postgres().newDatabase();
    await start();
    await expect(start(url)).rejects.toThrow(/Its rows are in \S+metadata\.db: leave it out/);
    await rm(join(directory, 'metadata.id'));
    await expect(start(url)).rejects.toThrow(FOREIGN);
    await start();
  });
});
