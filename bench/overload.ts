/**
 * `npm run bench:overload`: ten times as many new pictures as the cores can make, for a minute (BENCH_SECONDS). Clients
 * stay and wait; they ask at a rate, whatever becomes of what they asked before. Prints how many are made all the same,
 * how fast the others are refused, whether /live answers, and when a new picture takes no longer than before. The peak is
 * measured before and after, and whose CPU it was is said: those who ask share the cores, and their part is in no figure
 * but their own. They run with V8's collector on one thread: with four it waited for cores that the workers had, and that
 * was counted as the server's time. Then: how long cheap requests take while AVIF is made by all workers.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jpeg, photo } from '../test/pictures.js';
import { type Answer, Client, closedLoop, OpenLoop, percentile, took, type Urls } from './client.js';
import { cpuOf, cpuOfTree, median, table } from './measure.js';
import { runWith } from './node-flags.js';
import { type Service, startService } from './service.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const PEAK_SECONDS = Math.min(15, SECONDS / 2);
const TIMES = 10;
/** As many new pictures as keep the workers busy and let none wait long. */
const BUSY = 4;

const few = (value: number) => value.toFixed(1);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Each URL is a new picture: the colour of what is not padded changes nothing but the key. */
function newPictures(service: Service, chain: string): Urls {
  let n = 0;
  return () => {
    const own = `color_${(n++ % 0x1000000).toString(16).padStart(6, '0')}`;
    return new URL(`${service.url}/load/photo.jpg?x-oss-process=${chain},${own}`);
  };
}

async function service(): Promise<Service> {
  const started = await startService('--log-level', 'error');
  await started.put('/load', undefined, { 'x-oss-acl': 'public-read' });
  await started.put('/load/photo.jpg', await jpeg(photo(3000, 2000)));
  return started;
}

async function overload(): Promise<void> {
  const server = await service();
  const next = newPictures(server, 'image/resize,w_720');
  await closedLoop(next, BUSY, { seconds: 2 });
  const alone = median(took((await closedLoop(next, 1, { seconds: 3 })).answers));
  const before = await peakRate(next);

  const live = new OpenLoop(() => new URL(`${server.consoleUrl}/live`), 20);
  const sharesOf = cpuShares(server.pid);
  const flood = new OpenLoop(next, TIMES * before);
  await sleep(SECONDS * 1000);
  const during = [...flood.answers];
  const shares = sharesOf();
  const ended = performance.now();
  const waiting = flood.stop({ wait: true });
  const recovery = await recovered(next, alone, ended);
  await waiting;
  await live.stop({ wait: true });
  const reasons = await refusalsOf(server);
  const after = await peakRate(next);
  await server.stop();

  const refused = during.filter(({ status }) => status === 503);
  const rate = good(during).length / SECONDS;
  const peak = (before + after) / 2;
  table(
    ['', 'figure', 'wanted'],
    [
      ['one at a time, median', `${few(alone)} ms`, ''],
      [`peak, ${BUSY} connections, before and after`, `${few(before)}/s, ${few(after)}/s`, ''],
      [`asked for, ${SECONDS} s`, `${few(during.length / SECONDS)}/s answered`, `${few(TIMES * before)}/s sent`],
      ['made', `${few(rate)}/s, ${percent(rate / peak)} of peak`, '85 %'],
      ['of the cores: workers, front, who asks', shares.map(percent).join(', '), ''],
      ['made, median wait', `${few(median(took(good(during))))} ms`, ''],
      ['refused (503), median', `${few(median(took(refused)))} ms`, ''],
      ['refused (503), p99', `${few(percentile(took(refused), 0.99))} ms`, '20 ms'],
      ['refused, by reason', reasons, ''],
      ['neither 200 nor 503', String(during.length - good(during).length - refused.length), '0'],
      ['/live', `${good(live.answers).length} of ${live.answers.length} are 200`, 'all'],
      ['/live, p99', `${few(percentile(took(live.answers), 0.99))} ms`, ''],
      ['a new picture as fast as before, after', `${(recovery / 1000).toFixed(2)} s`, '2 s'],
    ],
  );
}

/** Pictures a second that are made when as many wait as keep the workers busy. */
async function peakRate(next: Urls): Promise<number> {
  const { answers, seconds } = await closedLoop(next, BUSY, { seconds: PEAK_SECONDS });
  return good(answers).length / seconds;
}

/** Call what it gives at the end: shares of all cores since, of the workers, the front and this process. */
function cpuShares(pid: number): () => readonly number[] {
  const now = () => {
    const [all, front] = [cpuOfTree(pid), cpuOf(pid)];
    return [all - front, front, cpuOf(process.pid)];
  };
  const [first, started] = [now(), performance.now()];
  return () => {
    const room = (availableParallelism() * (performance.now() - started)) / 1000;
    return now().map((used, index) => (used - (first[index] ?? 0)) / room);
  };
}

/** As the server counts them. */
async function refusalsOf({ consoleUrl }: Service): Promise<string> {
  const text = await fetch(`${consoleUrl}/metrics`).then((response) => response.text());
  const counts = [...text.matchAll(/^tintype_refusals_total\{reason="(\w+)"\} (\d+)/gm)];
  return counts.flatMap(([, reason, count]) => (count === '0' ? [] : [`${reason} ${count}`])).join(', ');
}

const good = <T extends Answer>(answers: readonly T[]): T[] => answers.filter(({ status }) => status === 200);

/** Milliseconds until a new picture is made within twice the time of one alone, and two more after it. */
async function recovered(next: Urls, alone: number, since: number): Promise<number> {
  const client = new Client(next());
  let inRow = 0;
  let from = performance.now();
  while (inRow < 3 && performance.now() - since < 30_000) {
    const begun = performance.now();
    const { status, milliseconds } = await client.get(next());
    const fine = status === 200 && milliseconds < Math.max(2 * alone, alone + 50);
    if (fine && inRow === 0) from = begun;
    inRow = fine ? inRow + 1 : 0;
    if (!fine) await sleep(50);
  }
  client.close();
  return inRow < 3 ? Number.NaN : from - since;
}

/** Eight who want AVIF all the time, and little of everything that needs no worker. */
async function cheap(): Promise<void> {
  const server = await service();
  const dear = newPictures(server, 'image/format,avif/resize,w_1200');
  const kept = new URL(`${server.url}/load/photo.jpg?x-oss-process=image/resize,w_200`);
  const response = await fetch(kept);
  await response.arrayBuffer();
  await fetch(kept).then((again) => again.arrayBuffer());
  const etag = response.headers.get('etag') ?? '';
  const burning = new AbortController();
  const clients = Array.from({ length: 8 }, () => new Client(dear()));
  const burn = clients.map(async (client) => {
    while (!burning.signal.aborted && client.open) await client.get(dear());
  });
  await sleep(1000);
  let n = 0;
  const kinds: Readonly<Record<string, OpenLoop>> = {
    '304': new OpenLoop(() => kept, 50, { 'if-none-match': etag }),
    'kept, 200': new OpenLoop(() => kept, 50),
    'image/info': new OpenLoop(() => new URL(`${server.url}/load/photo.jpg?x-oss-process=image/info`), 50),
    'refused, 400': new OpenLoop(
      () => new URL(`${server.url}/load/photo.jpg?x-oss-process=image/resize,w_${5000 + n++}`),
      50,
    ),
    'no such key, 404': new OpenLoop(() => new URL(`${server.url}/load/none-${n++}`), 50),
    '/live': new OpenLoop(() => new URL(`${server.consoleUrl}/live`), 50),
  };
  await sleep(Math.min(20, SECONDS) * 1000);
  await Promise.all(Object.values(kinds).map((kind) => kind.stop({ wait: true })));
  burning.abort();
  for (const client of clients) client.close();
  await Promise.all(burn);
  await server.stop();
  table(
    ['while all workers make AVIF', 'requests', 'p50', 'p99', 'wanted'],
    Object.entries(kinds).map(([name, { answers }]) => [
      `${name} (${[...new Set(answers.map(({ status }) => status))].join(' ')})`,
      String(answers.length),
      `${few(percentile(took(answers), 0.5))} ms`,
      `${few(percentile(took(answers), 0.99))} ms`,
      '20 ms',
    ]),
  );
}

await runWith(['--single-threaded-gc'], fileURLToPath(import.meta.url));
await overload();
await cheap();
