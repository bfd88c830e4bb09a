/**
 * `npm run bench:import`: `tintype import` of 100,000 objects from one server into another, killed with SIGKILL on its
 * way and started again: objects a second, what is resident at most, and whether every object is there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { OssClient } from '#src/moving/oss/client.js';
import { listBucket } from '#src/moving/oss/listing.js';
import { memoryOf } from '../test/memory.js';
import { mb } from './measure.js';
import { KEY, MAIN, type Service, startService } from './service.js';

const OBJECTS = Number(process.env.BENCH_OBJECTS ?? 100_000);
const UPLOADED = 100;
const BUCKET = 'bucket';
const ENV = {
  TINTYPE_ACCESS_KEY_ID: KEY.id,
  TINTYPE_ACCESS_KEY_SECRET: KEY.secret,
  TINTYPE_REMOTE_ACCESS_KEY_ID: KEY.id,
  TINTYPE_REMOTE_ACCESS_KEY_SECRET: KEY.secret,
};

const forever = new AbortController().signal;
const clientOf = ({ url }: Service) => new OssClient({ endpoint: url, bucket: BUCKET, key: KEY });

const [from, to] = [await startService('--log-level', 'silent'), await startService('--log-level', 'silent')];
try {
  await seed(clientOf(from), from.directory);
  const killed = await run('until killed at 40 %', OBJECTS * 0.4);
  if (!killed) console.log('it ended before it could be killed');
  await run('again, to the end');
  await run('once more, all there');
  await compare();
} finally {
  await from.stop();
  await to.stop();
}

/**
 * A hundred objects are uploaded, and all others are rows that lead to their bytes, as copies of them would be: on a busy
 * disk uploads would take longer than everything that is measured.
 */
async function seed(client: OssClient, directory: string): Promise<void> {
  const started = performance.now();
  await client.head({ method: 'PUT', signal: forever });
  for (let n = 0; n < UPLOADED; n++) {
    const body = Buffer.alloc(500 + n * 60, `${n} `);
    await client.head({ method: 'PUT', object: `0/${n}.txt`, body, signal: forever });
  }
  const db = new DatabaseSync(join(directory, 'metadata.db'));
  const numbers = `with recursive numbers (i) as (select ${UPLOADED} union all select i + 1 from numbers where i < ${OBJECTS - 1})`;
  const copied = 'size, etag, crc64, type, storage_class, acl, modified_at, headers';
  const original = `o.key = '0/' || (i % ${UPLOADED}) || '.txt'`;
  const version = "printf('%032d', i)";
  db.exec(`begin immediate;
    insert into segments (version, n, blob, "offset", length) ${numbers}
      select ${version}, 0, s.blob, 0, s.length from numbers join objects o on ${original} join segments s on s.version = o.version;
    insert into objects (bucket, key, version, ${copied}) ${numbers}
      select bucket, (i % 50) || '/' || i || '.txt', ${version}, ${copied} from numbers join objects o on ${original};
    commit`);
  db.close();
  console.log(`${OBJECTS} objects made in ${seconds(started)}`);
}

/** @returns whether it was killed */
async function run(what: string, killAt = Number.POSITIVE_INFINITY): Promise<boolean> {
  const port = new URL(to.url).port;
  const args = [MAIN, 'import', `oss://${BUCKET}`, BUCKET, '--port', port, '--remote', from.url];
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...ENV },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  const resident = watch(child);
  while (child.exitCode === null && (await arrived()) < killAt) await Promise.race([sleep(500), ended]);
  const kill = child.exitCode === null;
  if (kill) child.kill('SIGKILL');
  await ended;
  const [early = 0, peak = 0] = resident();
  console.log(
    `${what}: ${seconds(started)}, resident at most ${mb(early)} in the first 10 s, ${mb(peak)} in all; ${await arrived()} objects there`,
  );
  if (!kill) console.log(`  ${said.trim().split('\n').at(-1)}`);
  return kill;
}

/** @returns resident bytes at most: in the first ten seconds, and in all */
function watch(child: ChildProcess): () => number[] {
  let [early, peak] = [0, 0];
  const started = performance.now();
  const timer = setInterval(() => {
    try {
      // Of a process that has just ended there is none.
      peak = memoryOf(Number(child.pid)).peak || peak;
      if (performance.now() - started < 10_000) early = peak;
    } catch {
      // It has ended.
    }
  }, 100);
  return () => {
    clearInterval(timer);
    return [early, peak];
  };
}

async function arrived(): Promise<number> {
  const client = clientOf(to);
  const answer = await client
    .document({ method: 'GET', query: [['stat', '']], signal: forever })
    .catch(() => undefined);
  client.close();
  return Number(/<ObjectCount>(\d+)/.exec(answer?.text ?? '')?.[1] ?? 0);
}

async function compare(): Promise<void> {
  const options = { prefix: '', strip: 0, signal: forever };
  const copies = listBucket(clientOf(to), options);
  let [same, other] = [0, 0];
  for await (const object of listBucket(clientOf(from), options)) {
    const { value } = await copies.next();
    if (value?.key === object.key && value.md5 === object.md5 && value.size === object.size) same++;
    else other++;
  }
  console.log(`${same} of ${OBJECTS} have the key, the size and the MD5 of their source, ${other} have not`);
  if (other > 0 || same !== OBJECTS) process.exitCode = 1;
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
