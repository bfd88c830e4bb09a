/** Connections that break, and a server that goes away and comes back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { blobId, blobOf, objectOf } from '../store/metadata/database.js';
import { until } from '../until.js';
import { atPrompt } from './prompt.js';
import { withPostgres } from './server.js';
import { Way } from './way.js';

const postgres = withPostgres();
let url: string;
let proxy: Way;
let metadata: PostgresMetadata;

beforeEach(async () => {
  url = await postgres().newDatabase();
  proxy = await Way.to(url);
  metadata = await PostgresMetadata.open(proxy.url());
  await metadata.createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
});
afterEach(async () => {
  await metadata?.close();
  await proxy?.close();
});

const rows = async (sql: string) => (await postgres().query(sql, url)).rows;
const put = (n: number, key = `key-${n}`) =>
  metadata.commit({ object: objectOf(key, `v${n}`, [blobId(n)]), blobs: [blobOf(blobId(n))], forbidOverwrite: true });

test('a read whose connection breaks is made again', async () => {
  for (const [n, when] of [
    [1, 'before'],
    [2, 'after'],
  ] as const) {
    await put(n);
    const cut = proxy.cutAt(`key-${n}`, when);
    expect(await metadata.head('bucket', `key-${n}`)).toMatchObject({ object: { version: `v${n}` } });
    await cut;
  }
});

test.each(['before', 'after'] as const)(
  'a change whose connection breaks %s a statement is made again, once',
  async (when) => {
    const cut = proxy.cutAt(blobId(1), when);
    await put(1);
    await cut;
    expect(await rows('select key, version from objects')).toEqual([{ key: 'key-1', version: 'v1' }]);
    expect(await rows('select version, n from segments')).toEqual([{ version: 'v1', n: 0 }]);
  },
);

test.each([
  ['before', []],
  ['after', [{ key: 'key-1' }]],
] as const)(
  'a connection that breaks %s the commit leaves open what was done, and is not tried again',
  async (when, there) => {
    const cut = proxy.cutAt('commit\0', when);
    const failure = await put(1).catch((error) => error);
    await cut;
    // What is no OssError is answered with 500, and leaves the bytes alone.
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(OssError);
    expect(failure.message).toContain('whether the change was committed is not known');
    expect(await rows('select key from objects')).toEqual(there);
    await put(2);
  },
);

test('connections that the server ends while nobody uses them', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, n) => put(n)));
  const end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tintype'";
  expect((await rows(end)).length).toBeGreaterThan(1);
  expect(await metadata.head('bucket', 'key-1')).toMatchObject({ object: { version: 'v1' } });
  await rows(end);
  await put(11);
});

test.each(['fast', 'immediate'] as const)(
  'a server that restarts (%s): reads wait, and what was acknowledged is there',
  async (how) => {
    const acknowledged: string[] = [];
    const failures: unknown[] = [];
    let running = true;
    const writer = async (lane: number) => {
      for (let n = 0; running; n++) {
        const key = `${lane}-${n}`;
        await put(lane * 1_000_000 + n, key).then(
          () => acknowledged.push(key),
          (error) => failures.push(error),
        );
      }
    };
    const reader = async () => {
      while (running) await metadata.bucket('bucket');
    };
    const work = [writer(1), writer(2), writer(3), reader(), reader()];
    await until(() => acknowledged.length > 20);
    await postgres().stop(how);
    await postgres().start();
    const before = acknowledged.length;
    await until(() => acknowledged.length > before + 20);
    running = false;
    await Promise.all(work);
    for (const failure of failures) expect(String(failure)).toContain('whether the change was committed is not known');
    expect(failures.length).toBeLessThanOrEqual(3);
    const there = new Set((await rows('select key from objects')).map(({ key }) => key));
    expect(acknowledged.filter((key) => !there.has(key))).toEqual([]);
  },
);

test('a server that stays away is a 503, and nothing hangs', async () => {
  await postgres().stop();
  await expect(metadata.bucket('bucket')).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  await expect(put(1)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  await postgres().start();
  await put(1);
});

test('a lock that is not to be had is a 503', async () => {
  await put(1);
  await atPrompt(url, async (client) => {
    await client.query("begin; update objects set acl = 'private'");
    await expect(metadata.delete('bucket', ['key-1'], 1)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect((await metadata.head('bucket', 'key-1')).object?.acl).toBe('default');
  });
});

test('close ends what was begun and leaves no connection', async () => {
  const puts = Array.from({ length: 40 }, (_, n) => put(n));
  await metadata.close();
  await Promise.all(puts);
  await expect(metadata.bucket('bucket')).rejects.toThrow('the store is closed');
  await until(
    async () => (await rows("select 1 from pg_stat_activity where application_name = 'tintype'")).length === 0,
  );
  metadata = await PostgresMetadata.open(proxy.url());
});
