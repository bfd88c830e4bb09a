/** Nodes that use what they keep without asking: nobody sees less than was told, or seen, anywhere before. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import type { ObjectRecord, Rows } from '#src/store/records.js';
import { blobId, blobOf, objectOf } from '../store/metadata/database.js';
import { until } from '../until.js';
import { atPrompt } from './prompt.js';
import type { Reading } from './reading-node.js';
import { useThreeNodes } from './three-nodes.js';

const KEYS = 4;
const NODES = [0, 1, 2];
const nodes = useThreeNodes();
const { node, put, putStyle, sql } = nodes;

beforeAll(async () => {
  await node(0).createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
  for (let n = 0; n < KEYS; n++) await put(0, `key-${n}`);
  await putStyle(0, '0');
});

const head = (n: number, key = 'key-0') => nodes.head(n, key);
const tag = (n: number, value: number, key = 'key-0') =>
  node(n).setTags('bucket', key, [{ key: 'n', value: String(value) }]);
const tagOf = ({ object }: Rows) => Number(object?.tags?.[0]?.value ?? 0);
const holds = (n: number) => node(n).othersStats().holdsLease;
const lastAnswers = (n: number, name: string) => node(n).othersStats().lastAnswers[name] ?? { changes: 0, seconds: 0 };
const questions = () => nodes.all.reduce((sum, each) => sum + each.othersStats().questions, 0);

/** From memory, which alone says that it is held, and with a lease. */
async function keptBy(n: number, key?: string): Promise<Rows> {
  await expect.poll(async () => (await head(n, key)).held !== undefined && holds(n)).toBe(true);
  return head(n, key);
}

beforeEach(async () => {
  for (const n of NODES) await keptBy(n);
});

/** What a value is written to, and read from. A read that begins later shows no less than one that has ended. */
interface Register {
  readonly write: (n: number, value: number) => Promise<unknown>;
  readonly read: (n: number) => Promise<Rows>;
  readonly valueIn: (rows: Rows) => number;
}

const REGISTERS: readonly Register[] = [
  ...Array.from({ length: KEYS }, (_, k) => ({
    write: (n: number, value: number) => tag(n, value, `key-${k}`),
    read: (n: number) => head(n, `key-${k}`),
    valueIn: tagOf,
  })),
  {
    write: (n, value) => putStyle(n, `${value}`),
    read: (n) => head(n),
    valueIn: ({ style }) => Number(style?.content ?? 0),
  },
  {
    write: (n, value) => node(n).setCacheControl('bucket', `${value}`),
    read: (n) => head(n, 'key-1'),
    valueIn: ({ bucket }) => Number(bucket?.cacheControl ?? 0),
  },
  {
    // There with the number in its name, and then not.
    write: (n, value) => (value % 2 === 0 ? node(n).delete('bucket', ['come'], 1) : put(n, 'come', `${value}`)),
    read: (n) => head(n, 'come'),
    valueIn: ({ object }) => Number(object?.version ?? Number.NaN),
  },
];

test('thousands of changes and reads at three nodes: none shows less than was told or seen before it began', async () => {
  const WRITES = 60;
  const known = REGISTERS.map(() => 0);
  const stale: string[] = [];
  let [reads, kept, writing] = [0, 0, REGISTERS.length];
  const look = async (register: number, n: number): Promise<Rows> => {
    const { read, valueIn } = REGISTERS[register] as Register;
    const due = known[register] ?? 0;
    const rows = await read(n);
    reads++;
    if (rows.held !== undefined) kept++;
    const shown = valueIn(rows);
    if (shown < due) stale.push(`${register} at node ${n}: ${shown} after ${due}`);
    if (shown > (known[register] ?? 0)) known[register] = shown;
    return rows;
  };
  /** Long enough for it to be kept again, and read often. */
  const pause = async (register: number, n: number) => {
    const due = kept + 150;
    await until(async () => (await look(register, n)).held !== undefined && kept >= due);
  };
  const asked = questions();
  const writers = REGISTERS.map(async ({ write }, register) => {
    for (let value = 1; value <= WRITES; value++) {
      await write(value + register, value);
      known[register] = Math.max(value, known[register] ?? 0);
      for (const n of NODES) await look(register, n);
      if (value % 5 === 0) await pause(register, value);
    }
    writing--;
  });
  const readers = Array.from({ length: 6 }, async (_, n) => {
    for (let register = 0; writing > 0; register = (register + 1) % REGISTERS.length) {
      await look(register, n);
      if (register === 0) await new Promise(setImmediate);
    }
  });
  await Promise.all([...writers, ...readers]);
  expect(stale).toEqual([]);
  expect(reads).toBeGreaterThan(3000);
  // It is of leases that this speaks.
  expect(kept).toBeGreaterThan(500);
  expect(questions() - asked).toBeLessThan(kept);
});

const leases = async () => (await sql('select id from leases where until > clock_timestamp()')).length;

async function otherProcess(): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('reading-node.ts', import.meta.url));
  const child = fork(file, [nodes.url], { execArgv: ['--import', 'tsx'] });
  await until(async () => {
    const { kept, holdsLease } = await readBy(child);
    return kept && holdsLease;
  });
  return child;
}

async function readBy(child: ChildProcess): Promise<Reading> {
  child.send('read');
  const [reading] = await once(child, 'message');
  return reading;
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

test('a node that hangs holds up changes until its lease has ended, and then shows them', async () => {
  const child = await otherProcess();
  try {
    child.kill('SIGSTOP');
    const before = await leases();
    await tag(0, 1001);
    expect(lastAnswers(0, 'reading-node')).toEqual({ changes: 1, seconds: expect.any(Number) });
    // Nobody else was waited for so long, and what was told is kept by nobody else.
    expect(await leases()).toBe(before - 1);
    for (const n of NODES) expect(tagOf(await head(n))).toBe(1001);
    child.kill('SIGCONT');
    expect((await readBy(child)).tags).toContain('1001');
    await expect.poll(async () => (await readBy(child)).holdsLease).toBe(true);
    await tag(1, 1002);
    expect((await readBy(child)).tags).toContain('1002');
  } finally {
    await ended(child);
  }
});

test('a node that is killed while a change waits for it', async () => {
  const child = await otherProcess();
  child.kill('SIGSTOP');
  const changing = tag(0, 1101);
  await ended(child);
  await changing;
  for (const n of NODES) expect(tagOf(await head(n))).toBe(1101);
});

test('a change that hears nothing from somebody whose lease does not end is undone', async () => {
  await atPrompt(nodes.url, async (deaf) => {
    const renew = () => deaf.query("select renew_lease('deaf', 3000)");
    await renew();
    const renewing = setInterval(renew, 500);
    await expect(tag(0, 1151)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    clearInterval(renewing);
    await deaf.query("delete from leases where id = 'deaf'");
  });
  for (const n of NODES) expect(tagOf(await head(n))).not.toBe(1151);
  await tag(0, 1152);
  for (const n of NODES) expect(tagOf(await head(n))).toBe(1152);
  // Each time that it was tried for six seconds.
  const { changes, seconds } = lastAnswers(0, 'unnamed');
  expect(changes).toBeGreaterThan(0);
  expect(seconds).toBeGreaterThanOrEqual(6 * changes);
});

test('connections that the server ends: what is changed meanwhile is seen, and leases are taken again', async () => {
  const end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tintype'";
  for (let value = 1201; value < 1206; value++) {
    await sql(end);
    await tag(value, value);
    for (const n of NODES) expect(tagOf(await head(n))).toBe(value);
  }
  for (const n of NODES) expect(tagOf(await keptBy(n))).toBe(1205);
});

test('a line that breaks while a change waits for answers on it: it is made anew', async () => {
  const cut = nodes.way.cutAt('tintype_changes', 'before');
  await tag(2, 1301);
  await cut;
  for (const n of NODES) expect(tagOf(await head(n))).toBe(1301);
});

test('somebody who does not tell: leases end before he changes anything, and none is given as long as he is there', async () => {
  await atPrompt(nodes.url, async (client) => {
    for (const value of ['one', 'two']) {
      await client.query("update objects set facts = $1 where key = 'key-0'", [value]);
      expect(await leases()).toBe(0);
      for (const n of NODES) expect((await head(n)).object?.facts).toBe(value);
    }
    // Also when all that he did is undone.
    await client.query("begin; update objects set facts = 'three'; rollback");
    for (const n of NODES) expect((await head(n)).object?.facts).toBe('two');
    expect(NODES.some(holds)).toBe(false);
  });
  for (const n of NODES) await keptBy(n);
});

test('somebody who sees the rows as they were when he began waits as long as a lease can last', async () => {
  await atPrompt(nodes.url, async (client) => {
    await client.query('begin isolation level repeatable read');
    // In his snapshot all leases have ended before he changes anything.
    await client.query('select from leases');
    await sleep(3100);
    await client.query("update objects set facts = 'four' where key = 'key-0'");
    await client.query('commit');
    expect(await leases()).toBe(0);
    for (const n of NODES) expect((await head(n)).object?.facts).toBe('four');
  });
});

test('a new lease is of use once those transactions have ended that began before it', async () => {
  await atPrompt(nodes.url, async (client) => {
    await client.query('begin; select pg_current_xact_id()');
    const late = await PostgresMetadata.open(nodes.url);
    try {
      const asked = async () => (await late.head('bucket', 'key-0')) && late.othersStats().questions;
      await expect.poll(asked).toBeGreaterThan(5);
      expect([await leases(), late.othersStats().holdsLease]).toEqual([NODES.length + 1, false]);
      await client.query('commit');
      await expect.poll(() => late.othersStats().holdsLease).toBe(true);
    } finally {
      await late.close();
    }
  });
  expect(await leases()).toBe(NODES.length);
});

test("a lease that ends before it is renewed, as the database's clock was set ahead, begins anew", async () => {
  await atPrompt(nodes.url, async (client) => {
    await client.query('begin; select pg_current_xact_id()');
    // More than once: a renewal that has looked at its row before this is committed writes over it.
    const holdsStill = async (n: number) => {
      await sql("update leases set until = until - interval '1 minute'");
      return holds(n);
    };
    // Somebody who began by then may have found that nobody holds one.
    for (const n of NODES) await expect.poll(() => holdsStill(n)).toBe(false);
    await expect.poll(leases).toBe(NODES.length);
    expect(NODES.some(holds)).toBe(false);
    await client.query('commit');
    for (const n of NODES) await expect.poll(() => holds(n)).toBe(true);
  });
});

test('a lease that cannot be renewed is spoken of once, until one is again', async () => {
  const lines: string[] = [];
  const hears = await PostgresMetadata.open(nodes.url, { warn: (line) => lines.push(line) });
  const holdsOne = async () => (await hears.head('bucket', 'key-0')) && hears.othersStats().holdsLease;
  const fails = async (times: number) => {
    await sql('alter table leases add constraint none_more check (until is null) not valid');
    await expect.poll(() => lines.length).toBe(times);
    await expect.poll(holdsOne).toBe(false);
    // Several more that fail.
    await sleep(1600);
    expect(lines.length).toBe(times);
    await sql('alter table leases drop constraint none_more');
    await expect.poll(holdsOne).toBe(true);
  };
  try {
    await expect.poll(holdsOne).toBe(true);
    await fails(1);
    await fails(2);
    expect(lines[0]).toContain('none_more');
  } finally {
    await hears.close();
  }
});

test('a change that is refused leaves rows that are kept again, by whoever asked for it too', async () => {
  const object = objectOf('key-0', 'refused', [blobId(1_000_000)]);
  const refused = node(0).commit({
    object,
    blobs: object.segments.map(({ blob }) => blobOf(blob)),
    forbidOverwrite: true,
  });
  await expect(refused).rejects.toMatchObject({ code: 'FileAlreadyExists' });
  for (const n of NODES) expect((await keptBy(n)).object?.version).not.toBe(object.version);
});

test('more names than one notice holds', async () => {
  const keys = Array.from({ length: 12 }, (_, n) => `${n}`.padStart(3, '0') + '\u0001'.repeat(1020));
  for (const key of keys) await put(0, key);
  for (const key of keys) await keptBy(1, key);
  await node(2).delete('bucket', keys, 1);
  for (const key of keys) expect((await head(1, key)).object).toBeUndefined();
});

test('what changes nothing is no change: nobody forgets anything', async () => {
  const kept = await Promise.all(NODES.map((n) => keptBy(n)));
  const asked = await node(1).createBucket({ name: 'bucket', owner: 'owner', acl: 'private', createdAt: 2 });
  expect(asked).toEqual({ bucket: kept[1]?.bucket, created: false });
  await node(2).setBucketAcl('bucket', 'private');
  expect(kept.flatMap(({ held = [] }) => held).every(({ current }) => current)).toBe(true);
  await node(2).setBucketAcl('bucket', 'public-read');
  expect(kept.flatMap(({ held = [] }) => held).some(({ current }) => current)).toBe(false);
});

test('every change that was told is counted for the node that answered last, by its name', async () => {
  const sum = (what: 'changes' | 'seconds') =>
    Object.values(node(1).othersStats().lastAnswers).reduce((all, last) => all + last[what], 0);
  const before = { ...node(1).othersStats(), changes: sum('changes'), seconds: sum('seconds') };
  for (let value = 1401; value < 1406; value++) await tag(1, value);
  const { told, toldSeconds } = node(1).othersStats();
  expect([told - before.told, sum('changes') - before.changes]).toEqual([5, 5]);
  expect(sum('seconds') - before.seconds).toBeLessThanOrEqual(toldSeconds - before.toldSeconds);
  expect(Object.keys(node(1).othersStats().lastAnswers)).not.toContain('node-1');
});

test('facts of what an object has are told nobody, and seen soon; at once by who has saved them', async () => {
  const kept = await keptBy(1);
  await keptBy(0);
  const { told } = node(0).othersStats();
  await node(0).saveFacts(kept.object as ObjectRecord, '{}');
  expect((await head(0)).object?.facts).toBe('{}');
  await until(async () => (await head(1)).object?.facts === '{}');
  expect([node(0).othersStats().told, holds(0), holds(1)]).toEqual([told, true, true]);
});
