/**
 * `npm run bench:start`: from the start of the command to the first answer and to /ready, on a data directory whose
 * metadata knows 100,000 objects (BENCH_OBJECTS); every other stop before is a SIGKILL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { freePort } from '../scripts/free-port.js';
import { putManyKeys } from '../scripts/many-keys.js';
import { median, ms, table } from './measure.js';
import { KEY, MAIN } from './service.js';

const OBJECTS = Number(process.env.BENCH_OBJECTS ?? 100_000);
const STARTS = 11;

interface Start {
  readonly child: ChildProcess;
  /** Seconds. */
  readonly answers: number;
  readonly ready: number;
}

async function start(data: string): Promise<Start> {
  const [port, consolePort] = [String(await freePort()), String(await freePort())];
  const began = performance.now();
  const args = [MAIN, 'serve', '--data', data, '--port', port, '--console-port', consolePort, '--no-demo'];
  const env = { ...process.env, TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
  const child = spawn(process.execPath, args, { stdio: 'ignore', env });
  const until = async (url: string, done: (status: number) => boolean) => {
    while (
      !done(
        await fetch(url).then(
          ({ status }) => status,
          () => 0,
        ),
      )
    )
      await sleep(5);
    return (performance.now() - began) / 1000;
  };
  const answers = await until(`http://127.0.0.1:${port}/`, (status) => status !== 0);
  return { child, answers, ready: await until(`http://127.0.0.1:${consolePort}/ready`, (status) => status === 200) };
}

async function stop({ child }: Start, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** Returns how many there are: what was not written would be quick to open. */
function fill(data: string): number {
  const db = new DatabaseSync(join(data, 'metadata.db'));
  try {
    db.exec(`insert into buckets (name, owner, acl, storage_class, created_at)
      values ('many', 'nobody', 'private', 'Standard', 0)`);
    putManyKeys(data, 'many', 'a/', OBJECTS);
    return Number((db.prepare('select count(*) as found from objects').get() as { found: number }).found);
  } finally {
    db.close();
  }
}

const data = await mkdtemp(join(tmpdir(), 'tintype-start-'));
await stop(await start(data), 'SIGTERM');
const found = fill(data);
const starts: Start[] = [];
for (let index = 0; index < STARTS; index++) {
  const one = await start(data);
  starts.push(one);
  await stop(one, index % 2 ? 'SIGKILL' : 'SIGTERM');
}
const row = (name: string, times: readonly number[]) => [name, ms(median(times)), ms(Math.max(...times))];
console.log(`${STARTS} starts, ${found} objects`);
table(
  ['', 'median', 'longest'],
  [
    row(
      'first answer',
      starts.map(({ answers }) => answers),
    ),
    row(
      '/ready',
      starts.map(({ ready }) => ready),
    ),
  ],
);
await rm(data, { recursive: true });
