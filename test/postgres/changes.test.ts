/** Rows that a node keeps are those of the database, whoever changes them, and however. */
import { beforeEach, expect, test } from 'vitest';
import type { Rows } from '#src/store/records.js';
import { atPrompt } from './prompt.js';
import { useThreeNodes } from './three-nodes.js';

const nodes = useThreeNodes();
const { node, put, putStyle, sql } = nodes;
const head = (n: number, key = 'key') => nodes.head(n, key);

beforeEach(async () => {
  await sql('truncate buckets, objects, segments, blobs, uploads, parts cascade');
  await node(0).createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
  await putStyle(0, '0');
  await put(0, 'key');
});

/** From memory, which alone says that it is held: soon after the last change. */
async function keptBy(n: number, key?: string): Promise<Rows> {
  await expect.poll(async () => (await head(n, key)).held !== undefined).toBe(true);
  return head(n, key);
}

/** Each with the number of its last acknowledged change, which a read that begins afterwards has to show. */
const RACES: readonly [string, (n: number, value: number) => Promise<unknown>, (rows: Rows) => number][] = [
  [
    'tags of an object',
    (n, value) => node(n).setTags('bucket', 'key', [{ key: 'n', value: String(value) }]),
    ({ object }) => Number(object?.tags?.[0]?.value ?? 0),
  ],
  ['a style', (n, value) => putStyle(n, String(value)), ({ style }) => Number(style?.content)],
  [
    'a setting of the bucket',
    (n, value) => node(n).setCacheControl('bucket', String(value)),
    ({ bucket }) => Number(bucket?.cacheControl ?? 0),
  ],
  [
    'facts, by somebody at a prompt',
    (_, value) => sql(`update objects set facts = '${value}' where key = 'key'`),
    ({ object }) => Number(object?.facts ?? 0),
  ],
];
const WRITES = 100;
const READERS = 12;

test('many who write and many who read, at every node: no read shows less than was acknowledged before it began', async () => {
  const acknowledged = RACES.map(() => 0);
  let [reads, kept, writing] = [0, 0, RACES.length];
  const enough = () => reads > 1000 && kept > 100;
  const stale: string[] = [];
  const writers = RACES.map(async ([, write], race) => {
    for (let value = 1; value <= WRITES || !enough(); value++) {
      await write(value, value);
      acknowledged[race] = value;
    }
    writing--;
  });
  const readers = Array.from({ length: READERS }, async (_, n) => {
    while (writing > 0) {
      const due = [...acknowledged];
      const rows = await head(n);
      reads++;
      if (rows.held !== undefined) kept++;
      for (const [race, [what, , valueIn]] of RACES.entries()) {
        const shown = valueIn(rows);
        if (shown < Number(due[race])) stale.push(`${what}: ${shown} after ${due[race]}`);
      }
    }
  });
  await Promise.all([...writers, ...readers]);
  expect(stale).toEqual([]);
});

test('objects that come and go', async () => {
  for (let round = 0; round < 40; round++) {
    const [writer, reader] = [round, round + 1];
    expect((await head(reader, 'new')).object).toBeUndefined();
    const version = await put(writer, 'new');
    expect((await keptBy(reader, 'new')).object?.version).toBe(version);
    if (round % 2 === 0) await node(writer).delete('bucket', ['new'], 1);
    else await sql("delete from objects where key = 'new'");
  }
});

test.each<[string, () => Promise<unknown>, (rows: Rows) => unknown, unknown]>([
  ['its ACL', () => node(0).setObjectAcl('bucket', 'key', 'private'), ({ object }) => object?.acl, 'private'],
  [
    'the ACL of the bucket',
    () => node(0).setBucketAcl('bucket', 'public-read'),
    ({ bucket }) => bucket?.acl,
    'public-read',
  ],
  ['a quota', () => node(0).quotas.set('bucket', 5), ({ bucket }) => bucket?.quota, 5],
  ['its name', () => sql("update objects set key = 'other'"), ({ object }) => object, undefined],
  ['no style', () => node(0).removeStyle('bucket', 'style'), ({ style }) => style, undefined],
  ['nothing', () => sql('truncate objects'), ({ object }) => object, undefined],
  [
    'more changes than are told one by one',
    () =>
      sql(`insert into changes (what) select 'obucket/' || n from generate_series(1, 6000) n;
      update objects set acl = 'private'`),
    ({ object }) => object?.acl,
    'private',
  ],
])('a kept object has %s: every node says so at once', async (_, change, shown, expected) => {
  for (const n of [0, 1, 2]) await keptBy(n);
  await change();
  for (const n of [0, 1, 2]) expect(shown(await head(n))).toEqual(expected);
});

test('rows that are on their way while they change are not kept', async () => {
  const held = nodes.way.holdAt('key');
  const slow = head(2);
  const release = await held;
  await node(0).setObjectAcl('bucket', 'key', 'private');
  await putStyle(0, 'new');
  // Tells the node of the change, while it has nothing to forget.
  await node(2).caughtUp();
  release();
  expect(await slow).toMatchObject({ object: { acl: 'default' }, style: { content: '0' } });
  expect(await head(2)).toMatchObject({ object: { acl: 'private' }, style: { content: 'new' } });
});

test('a transaction that was begun before the rows were kept and committed after', async () => {
  await atPrompt(nodes.url, async (client) => {
    await client.query("begin; update objects set acl = 'private' where key = 'key'");
    // Of transactions that begin and end meanwhile there are many.
    for (let n = 0; n < 20; n++) await put(n, `other-${n}`);
    expect((await keptBy(1)).object?.acl).toBe('default');
    await client.query('commit');
  });
  expect((await head(1)).object?.acl).toBe('private');
});

test('changes that are written down no more: who has not asked for so long keeps nothing', async () => {
  await keptBy(1);
  await node(0).setObjectAcl('bucket', 'key', 'private');
  for (let times = 0; times < 3; times++) await node(0).forgetChanges();
  expect(await sql("select what from changes where what like 'obucket%'")).toEqual([]);
  expect((await head(1)).object?.acl).toBe('private');
});

test('changes of a database that was restored from another server are removed', async () => {
  await sql("insert into changes (xid, what) values ('99999999999', 'obucket/key'), ('99999999999', 'p99999999998')");
  await node(0).forgetChanges();
  expect(await sql("select what from changes where xid > '9999999999'")).toEqual([]);
  expect((await keptBy(1)).object?.key).toBe('key');
});

test('a connection that broke may have led elsewhere: nothing is kept beyond it', async () => {
  // With a lease the node asks by itself, twice a second: whoever read the row meanwhile would keep it anew.
  const holds = () => node(2).othersStats().holdsLease;
  await keptBy(2);
  await expect.poll(holds).toBe(true);
  const kept = await keptBy(2);
  await nodes.way.cutAt('changes', 'before');
  await expect.poll(() => kept.held?.some(({ current }) => current)).toBe(false);
  await expect.poll(holds).toBe(true);
  await keptBy(2);
});

test('the use of an access key is no change', async () => {
  const count = async () => (await sql("select count(*)::int as n from changes where what = 'kid'"))[0]?.n;
  const key = { id: 'id', secret: 's', account: 'a', enabled: true, readOnly: false, createdAt: 1 };
  await node(0).keys.create(key);
  await node(0).keys.used('id', 5);
  expect(await count()).toBe(1);
  await node(0).keys.change('id', { enabled: false });
  await node(0).keys.delete('id');
  expect(await count()).toBe(3);
});
