/** Several nodes on one database: whatever they do at once, it is as if it had been done one after the other. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { blobId, blobOf, objectOf } from '../store/metadata/database.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();
let url: string;
let nodes: PostgresMetadata[];

beforeAll(async () => {
  url = await postgres().newDatabase();
  nodes = await Promise.all([1, 2, 3].map(() => PostgresMetadata.open(url)));
});
afterAll(() => Promise.all((nodes ?? []).map((node) => node.close())));

const node = (n: number) => nodes[n % nodes.length] as PostgresMetadata;
const rows = async (sql: string) => (await postgres().query(sql, url)).rows;

let last = 0;
const newId = () => blobId(++last);
const put = (n: number, key: string, blobs = [newId()], forbidOverwrite = false) =>
  node(n).commit({ object: objectOf(key, newId(), blobs), blobs: blobs.map(blobOf), forbidOverwrite });

/** A copy as the store makes it: of the row that was read before. */
async function copy(n: number, from: string, to: string): Promise<void> {
  const { object } = await node(n).head('bucket', from);
  if (!object) return;
  const made = { ...object, key: to, version: newId() };
  await node(n).commit({ object: made, blobs: [], forbidOverwrite: false });
}

const remove = (n: number, key: string) => node(n).delete('bucket', [key], 1);

/** A refusal is an answer; anything else is not. */
async function allAnswered(work: readonly Promise<unknown>[]): Promise<void> {
  const failures = (await Promise.allSettled(work)).flatMap((each) =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  for (const failure of failures) {
    expect(['ServiceUnavailable', 'NoSuchBucket', 'NoSuchKey', 'NoSuchUpload', 'BucketNotEmpty']).toContain(
      failure.code,
    );
    // A 503 is for a copy whose source went meanwhile, not for a change that gave up.
    if (failure.code === 'ServiceUnavailable') expect(failure.message).toContain('source was replaced');
  }
}

/** Live blobs are those that have segments, and every segment belongs to an object or a part. */
async function expectSound(): Promise<void> {
  expect(
    await rows(`select id, state from blobs b
      where (state = 'live') <> exists (select 1 from segments s where s.blob = b.id)`),
  ).toEqual([]);
  expect(
    await rows(`select version from segments s
      where not exists (select 1 from objects o where o.version = s.version)
        and not exists (select 1 from parts p where p.version = s.version)`),
  ).toEqual([]);
  expect(
    await rows(`select o.key from objects o
      where size <> (select coalesce(sum(length), 0) from segments s where s.version = o.version)`),
  ).toEqual([]);
}

beforeEach(async () => {
  await postgres().query('truncate buckets, objects, segments, blobs, uploads, parts cascade', url);
  await node(0).createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
});

test('of many who make a bucket at once, one does', async () => {
  const made = await Promise.all(
    Array.from({ length: 9 }, (_, n) => node(n).createBucket({ name: 'another', owner: 'owner', createdAt: n })),
  );
  expect(made.filter(({ created }) => created)).toHaveLength(1);
});

test('puts on one new key: every blob but the last one’s is doomed', async () => {
  for (let round = 0; round < 10; round++) {
    await allAnswered(Array.from({ length: 12 }, (_, n) => put(n, `key-${round}`)));
  }
  await expectSound();
  expect(await rows("select count(*)::int as live from blobs where state = 'live'")).toEqual([{ live: 10 }]);
});

test('forbidOverwrite on one new key: one is stored, the others are refused and leave no blob', async () => {
  const puts = Array.from({ length: 20 }, (_, n) => put(n, 'key', [newId()], true));
  const refused = (await Promise.allSettled(puts)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(19);
  for (const each of refused) expect(each).toMatchObject({ reason: { code: 'FileAlreadyExists' } });
  expect(await rows('select state from blobs')).toEqual([{ state: 'live' }]);
});

test('a copy and the deletion of its source: the copy has its bytes, or is refused', async () => {
  for (let round = 0; round < 40; round++) {
    await put(0, 'source');
    await allAnswered([copy(0, 'source', `copy-${round}`), remove(1, 'source'), copy(2, 'source', 'other')]);
  }
  await expectSound();
});

test('copies over each other, in both directions', async () => {
  await put(0, 'a');
  await put(1, 'b');
  const work = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? copy(n, 'a', 'b') : copy(n, 'b', 'a')));
  await allAnswered(work);
  await expectSound();
});

test('anything at once', async () => {
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
  const key = () => `key-${random(4)}`;
  for (let round = 0; round < 15; round++) {
    const work = Array.from({ length: 24 }, (_, n) => {
      const what = random(5);
      if (what === 0) return remove(n, key());
      if (what === 1) return put(n, key(), [newId(), newId(), newId()]);
      return what === 2 ? put(n, key()) : copy(n, key(), key());
    });
    await allAnswered(work);
  }
  await expectSound();
});

test('appends at one position: one is stored', async () => {
  for (const position of [0, 10, 20]) {
    const appends = Array.from({ length: 8 }, (_, n) => {
      const id = newId();
      const object = { ...objectOf('log', newId(), [id]), type: 'Appendable' as const };
      return node(n).append({ object, position, blob: blobOf(id) });
    });
    const stored = (await Promise.allSettled(appends)).filter(({ status }) => status === 'fulfilled');
    expect(stored).toHaveLength(1);
  }
  expect((await node(0).head('bucket', 'log')).object).toMatchObject({ size: 30, segments: { length: 3 } });
  await expectSound();
});

test('a bucket and what comes into it: deleted, or not empty', async () => {
  for (let round = 0; round < 30; round++) {
    const name = `bucket-${round}`;
    await node(0).createBucket({ name, owner: 'owner', createdAt: 1 });
    const id = newId();
    const object = { ...objectOf('key', newId(), [id]), bucket: name };
    await allAnswered([
      node(1).commit({ object, blobs: [blobOf(id)], forbidOverwrite: false }),
      node(2).deleteBucket(name),
    ]);
    const [head, bucket] = [await node(0).head(name, 'key'), await node(0).bucket(name)];
    expect(head.object === undefined).toBe(bucket === undefined);
  }
});

test('parts, the completion of their upload and an abort', async () => {
  for (let round = 0; round < 15; round++) {
    const upload = { bucket: 'bucket', key: `film-${round}`, id: `upload-${round}` };
    await node(0).initiateUpload({ ...upload, initiatedAt: 1, description: { headers: {} } });
    const part = (n: number, number: number) => {
      const blob = { ...blobOf(newId()), size: 200_000 };
      return node(n).putPart({
        upload,
        part: { number, size: 200_000, md5: blob.md5, crc64: '0', modifiedAt: 1 },
        version: newId(),
        segments: [{ blob: blob.id, offset: 0, length: 200_000, whole: true }],
        blobs: [blob],
      });
    };
    await part(0, 1);
    const complete = () => node(1).completeUpload({ upload, completion: { parts: 'all' }, version: newId(), at: 1 });
    const end = round % 3 === 0 ? node(2).abortUpload(upload, 1) : complete();
    await allAnswered([part(0, 2), part(1, 1), part(2, 1), complete(), end]);
    await expectSound();
    expect(await rows('select id from uploads')).toEqual([]);
    expect(await rows('select upload from parts')).toEqual([]);
  }
});

test('a sweep and late commits: who comes second is refused', async () => {
  for (let round = 0; round < 30; round++) {
    const id = newId();
    const commit = put(0, `key-${round}`, [id]).then(
      () => 'live',
      ({ code }) => (code === 'ServiceUnavailable' ? 'doomed' : code),
    );
    await node(1).doomUnknown([id], 1);
    expect(await rows(`select state from blobs where id = '${id}'`)).toEqual([{ state: await commit }]);
  }
});

test('every node sees at once what another has changed', async () => {
  await put(0, 'key');
  for (let round = 0; round < 20; round++) {
    await node(round).setObjectAcl('bucket', 'key', round % 2 === 0 ? 'private' : 'public-read');
    const { object } = await node(round + 1).head('bucket', 'key');
    expect(object?.acl).toBe(round % 2 === 0 ? 'private' : 'public-read');
  }
});
